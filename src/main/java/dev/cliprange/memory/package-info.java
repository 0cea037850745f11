/**
 * Shares of the heap: how large a cache or a piece of work may be, and permits for work that needs much memory. It knows no
 * feature.
 */
@NullMarked
package dev.cliprange.memory;

import org.jspecify.annotations.NullMarked;
