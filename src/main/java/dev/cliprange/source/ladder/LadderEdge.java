package dev.cliprange.source.ladder;

import dev.cliprange.slice.rendition.EncodedPage;

/**
 * Some frames of a clip in one quality.
 *
 * @param key of the object in the work storage
 * @param page one rendition, whose offsets are in the object
 */
public record LadderEdge(String key, EncodedPage page) {}
