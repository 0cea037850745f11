package dev.cliprange.timeline;

/**
 * The encoded presentation times of all frames of a source. There is a small directory, and pages that are read one by
 * one.
 *
 * @param directory see {@link FrameDirectory#decode}
 * @param pages one after another; {@link FrameDirectory} has their offsets
 */
@SuppressWarnings("ArrayRecordComponent") // Two columns of a row, never compared.
public record FrameTable(byte[] directory, byte[] pages) {}
