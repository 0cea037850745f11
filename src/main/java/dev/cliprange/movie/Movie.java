package dev.cliprange.movie;

import java.util.List;

/**
 * A source that was read.
 *
 * @param container {@code mp4} or {@code mov}
 * @param tracks at most one of video, first; at least one in all
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
