package dev.cliprange.codec.splice;

import dev.cliprange.codec.VideoCodec;

/**
 * The format that encoded samples must have to share a track with samples of a source.
 *
 * @param codec one that can be spliced
 * @param profile the codec's number of the profile
 * @param level the codec's number of the level
 * @param parameterSetId an id that the source does not use; 0 if the codec has none, or if the id is changed later
 * @param maxUnitBytes the longest NAL unit whose length fits; 0 for no limit
 */
public record EncoderTarget(VideoCodec codec, int profile, int level, int parameterSetId, int maxUnitBytes) {}
