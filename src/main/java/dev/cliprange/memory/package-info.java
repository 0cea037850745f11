/**
 * Limits the heap that caches and large pieces of work use. It knows no feature.
 */
@NullMarked
package dev.cliprange.memory;

import org.jspecify.annotations.NullMarked;
