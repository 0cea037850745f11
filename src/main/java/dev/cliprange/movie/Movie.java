package dev.cliprange.movie;

import java.util.List;

/**
 * The movie of a source file.
 *
 * @param container {@code mp4} or {@code mov}
 * @param tracks at least one; at most one video track, which is first
 * @param ignoredTracks all other tracks, in file order
 */
public record Movie(
        String container,
        boolean fragmented,
        List<Track> tracks,
        List<IgnoredTrack> ignoredTracks,
        long fileSizeBytes) {

    public Movie {
        tracks = List.copyOf(tracks);
        ignoredTracks = List.copyOf(ignoredTracks);
    }
}
