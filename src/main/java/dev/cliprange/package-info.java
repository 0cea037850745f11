/** Starts the origin server. Each feature has its own package. */
@NullMarked
package dev.cliprange;

import org.jspecify.annotations.NullMarked;
