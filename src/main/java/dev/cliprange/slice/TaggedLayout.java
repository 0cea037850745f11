package dev.cliprange.slice;

/**
 * A layout that can be served.
 *
 * @param tag names its bytes: another layout with this tag has the same ones. Characters of an entity tag, without
 *     quotes
 */
public record TaggedLayout(ByteLayout layout, String tag) {}
