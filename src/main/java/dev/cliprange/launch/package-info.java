/**
 * The command line and the start of the process: the commands, the version, the format of the log, and SIGTERM during the
 * start. {@code setting} knows the names of all settings, {@code problem} explains why a start failed, and {@code
 * database} waits for the database.
 *
 * <p>A mistake is reported in one paragraph without a stack trace. It ends the process with exit code 2 if a word or a
 * name is unknown, and with 1 otherwise. Only a database that cannot be reached is waited for. A server without FFmpeg or
 * storage starts, because both may come back: it is not ready until then.
 */
@NullMarked
package dev.cliprange.launch;

import org.jspecify.annotations.NullMarked;
