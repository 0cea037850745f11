/** The JDBC connections, and the wait for the database before the schema is migrated. */
@NullMarked
package dev.cliprange.launch.database;

import org.jspecify.annotations.NullMarked;
