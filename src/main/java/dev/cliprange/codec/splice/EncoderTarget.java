package dev.cliprange.codec.splice;

import dev.cliprange.codec.VideoCodec;

/**
 * What samples must be that are to stand beside those of a source in one track.
 *
 * @param codec {@code h264}, {@code hevc}, {@code av1} or {@code vp9}
 * @param profile the codec's own number of it
 * @param level the codec's own number of it
 * @param parameterSetId one that the source does not use; 0 where the codec has none, or it is put in afterwards
 * @param maxUnitBytes the longest NAL unit whose length can be said; 0 for any
 */
public record EncoderTarget(VideoCodec codec, int profile, int level, int parameterSetId, int maxUnitBytes) {}
