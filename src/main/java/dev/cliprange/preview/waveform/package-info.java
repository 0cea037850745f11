/**
 * Waveforms of sources: a job makes them of the decoded audio, and calls with an API key read them. The files have the
 * binary format of audiowaveform (version 2, 8 bit, one channel), at six zoom levels.
 */
@NullMarked
package dev.cliprange.preview.waveform;

import org.jspecify.annotations.NullMarked;
