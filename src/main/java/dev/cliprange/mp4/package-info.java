/**
 * Boxes of the ISO base media file format (ISO/IEC 14496-12) and QuickTime: their fields, their four-character types, and the
 * three ways in which a file can be refused. Does no I/O and knows nothing of codecs.
 *
 * <p>Everything read is hostile. A count is compared with the bytes that are there before anything is allocated. Malformed,
 * unsupported and truncated are three exceptions, because a source ends differently after each of them.
 */
@NullMarked
package dev.cliprange.mp4;

import org.jspecify.annotations.NullMarked;
