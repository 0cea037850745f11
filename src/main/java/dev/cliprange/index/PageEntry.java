package dev.cliprange.index;

/**
 * A line of the directory.
 *
 * @param startUs the page's first microsecond of presentation time
 * @param firstFrame the number of the first frame shown in it, from 0; packets where there is no video
 * @param offsetBytes where the page begins in the pages' object
 * @param atFrame whether a frame begins with the page; otherwise it begins inside a long frame, or where there is no frame
 */
public record PageEntry(long startUs, long firstFrame, long offsetBytes, int lengthBytes, boolean atFrame) {}
