/**
 * WebVTT from the samples of text tracks: {@code tx3g}, {@code wvtt} and {@code stpp}. The package is pure: it does no
 * I/O, and it knows neither sources nor HTTP.
 *
 * <p>All times are microseconds on the source's timeline until a file is written; in the file they are relative to the
 * clip.
 */
@NullMarked
package dev.cliprange.packaging.text;

import org.jspecify.annotations.NullMarked;
