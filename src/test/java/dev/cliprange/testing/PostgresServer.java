package dev.cliprange.testing;

/** A PostgreSQL that can be taken away and brought back; on loopback, at the same port each time. */
sealed interface PostgresServer permits PostgresProcess, PostgresContainer {

    int port();

    String user();

    String password();

    /** Returns when it answers; nothing happens if it runs. */
    void start();

    /** Returns when it is gone, its clients' connections broken; nothing happens if it does not run. */
    void stop();

    /** Stops it for good; what was not to be kept is gone. */
    void close();
}
