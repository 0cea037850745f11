package dev.cliprange.launch;

import java.util.concurrent.Callable;

/** A command of the command line. It returns the exit code. Its own failures have been reported then. */
sealed interface Command extends Callable<Integer>
        permits ServeCommand, MigrateCommand, CreateKeyCommand, RevokeKeyCommand {}
