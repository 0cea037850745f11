/**
 * The entry point for applications: calls on sources, clips, operations and events. Handlers render what the services
 * return.
 */
@NullMarked
package dev.cliprange.control;

import org.jspecify.annotations.NullMarked;
