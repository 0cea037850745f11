package dev.cliprange.slice;

/**
 * A named part of a file. It lasts until the next one, or to the end.
 *
 * @param startUs from the start of the file
 */
public record Chapter(long startUs, String title) {}
