package dev.cliprange.timeline;

/**
 * The presentation times of all frames of a source, encoded: a small directory, and pages that are read one at a time.
 *
 * @param directory see {@link FrameDirectory#decode}
 * @param pages one after another; {@link FrameDirectory} says where each begins
 */
@SuppressWarnings("ArrayRecordComponent") // Two columns of a row; handed over, not shared, and never compared.
public record FrameTable(byte[] directory, byte[] pages) {}
