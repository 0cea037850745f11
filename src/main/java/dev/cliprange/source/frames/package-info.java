/** The frame boundaries of a source: arithmetic on frame rates and frame lists. It reads nothing. */
@NullMarked
package dev.cliprange.source.frames;

import org.jspecify.annotations.NullMarked;
