package dev.cliprange.movie;

import java.util.List;

/**
 * The movie of a source file.
 *
 * @param container {@code mp4} or {@code mov}
 * @param tracks at least one; at most one video track, which is first
 * @param texts the text tracks that can become WebVTT. Clips as files do not have them
 * @param ignoredTracks all tracks that are not in {@code tracks}, in file order
 */
public record Movie(
        String container,
        boolean fragmented,
        List<Track> tracks,
        List<Track> texts,
        List<IgnoredTrack> ignoredTracks,
        long fileSizeBytes) {

    public Movie {
        tracks = List.copyOf(tracks);
        texts = List.copyOf(texts);
        ignoredTracks = List.copyOf(ignoredTracks);
    }
}
