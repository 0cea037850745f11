/**
 * Boxes of the ISO base media file format (ISO/IEC 14496-12) and of QuickTime: their fields, their four-character
 * types, and the three exceptions for a file that is rejected. The package does no I/O and does not know codecs.
 *
 * <p>All input is untrusted. A count is checked against the bytes that are present before memory is allocated for it.
 * There is one exception each for malformed, unsupported and truncated files, because each leaves a source in a
 * different state.
 */
@NullMarked
package dev.cliprange.mp4;

import org.jspecify.annotations.NullMarked;
