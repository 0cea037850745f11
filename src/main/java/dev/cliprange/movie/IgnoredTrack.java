package dev.cliprange.movie;

/**
 * A track of the file that is not used.
 *
 * @param index counted from 0 over the {@code trak} boxes of the file
 * @param kind {@code video}, {@code audio}, {@code subtitle} or {@code data}
 * @param codec the four characters of its first sample entry; {@code none} without an entry
 * @param reason a sentence for the person who registered the file
 */
public record IgnoredTrack(int index, String kind, String codec, String reason) {}
