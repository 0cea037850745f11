package dev.cliprange.storage;

import java.time.Duration;

/**
 * What bounds one remote read.
 *
 * @param responseTimeout from a request to its response's head
 * @param longestSilence between two buffers while more are wanted
 * @param retries attempts in a row that may fail without getting ahead
 * @param backoff before the first of them; doubled with each
 * @param inFlightBytes handed out and not yet released
 */
record ReadLimits(
        Duration responseTimeout, Duration longestSilence, int retries, Duration backoff, long inFlightBytes) {}
