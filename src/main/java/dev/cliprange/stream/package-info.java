/**
 * Sends bytes to clients: range responses for any layout, the limit of concurrent responses, CORS, stalled clients, and
 * the metrics of responses. It does not know how a layout was planned, so every entry point can use it.
 */
@NullMarked
package dev.cliprange.stream;

import org.jspecify.annotations.NullMarked;
