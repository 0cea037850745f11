/** The one list of what can go wrong, and the exception that carries an entry of it. Knows nothing of the web. */
@NullMarked
package dev.cliprange.failure;

import org.jspecify.annotations.NullMarked;
