/**
 * Bytes out: range responses for any layout, the number of responses at once, stalled clients, and the metrics of responses.
 */
@NullMarked
package dev.cliprange.stream;

import org.jspecify.annotations.NullMarked;
