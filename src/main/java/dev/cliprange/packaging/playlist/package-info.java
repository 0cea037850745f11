/**
 * Playlists and manifests as text: HLS (RFC 8216, version 7) and DASH (ISO/IEC 23009-1) from the description of a
 * stream. The package is pure: it does no I/O, and it knows neither sources nor HTTP.
 *
 * <p>The writers are written by hand. HLS needs about 20 tags, and the libraries that exist either do not validate or
 * depend on outdated parsers. Tests check each text with rules that do not share code with the writers.
 *
 * <p>Times are whole ticks of a track's timescale until a text is written. A duration in seconds is the difference of two
 * rounded positions, so the sum of all durations never drifts from the position.
 */
@NullMarked
package dev.cliprange.packaging.playlist;

import org.jspecify.annotations.NullMarked;
