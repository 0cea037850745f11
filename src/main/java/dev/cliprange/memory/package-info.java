/**
 * Limits the heap that caches and large pieces of work use, and shares work among concurrent requests. It knows no feature.
 */
@NullMarked
package dev.cliprange.memory;

import org.jspecify.annotations.NullMarked;
