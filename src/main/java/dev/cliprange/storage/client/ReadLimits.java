package dev.cliprange.storage.client;

import java.time.Duration;

/**
 * What bounds one remote read.
 *
 * @param longestSilence between two buffers while more are wanted
 * @param retries attempts in a row that may fail without getting ahead
 * @param backoff before the first of them; doubled with each
 */
public record ReadLimits(Duration longestSilence, int retries, Duration backoff) {}
