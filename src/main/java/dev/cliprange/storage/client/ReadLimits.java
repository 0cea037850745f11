package dev.cliprange.storage.client;

import java.time.Duration;

/**
 * The limits of one remote read.
 *
 * @param longestSilence the longest time between two buffers while more are requested
 * @param retries how many attempts in a row may fail without progress
 * @param backoff the pause before the first retry; doubled with each
 */
public record ReadLimits(Duration longestSilence, int retries, Duration backoff) {}
