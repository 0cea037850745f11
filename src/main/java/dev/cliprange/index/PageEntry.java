package dev.cliprange.index;

/**
 * An entry of the directory.
 *
 * @param startUs the first microsecond of the page in presentation time
 * @param firstFrame the number of the first frame that is shown in the page, from 0; packets if there is no video
 * @param offsetBytes the offset of the page in the object that contains all pages
 * @param atFrame whether a frame begins with the page; otherwise the page begins inside a long frame, or where there is
 *     no frame
 */
public record PageEntry(long startUs, long firstFrame, long offsetBytes, int lengthBytes, boolean atFrame) {}
