package dev.cliprange.control;

import org.jspecify.annotations.Nullable;

/**
 * A clip to play on the start page.
 *
 * @param title plain text
 * @param streamPath the path of its copy form
 * @param preciseStreamPath the path of its precise form; null if it has none
 * @param posterPath the path of a picture of its first frame; null if it has none
 */
public record SampleClip(
        String title,
        String streamPath,
        @Nullable String preciseStreamPath,
        @Nullable String posterPath) {

    /** @throws IllegalArgumentException if a path is not below {@code /videos/}, the only source of media of the page */
    public SampleClip {
        requirePlayback(streamPath);
        if (preciseStreamPath != null) {
            requirePlayback(preciseStreamPath);
        }
        if (posterPath != null) {
            requirePlayback(posterPath);
        }
    }

    private static void requirePlayback(String path) {
        if (!path.startsWith("/videos/")) {
            throw new IllegalArgumentException("path: " + path + " (expected: /videos/...)");
        }
    }
}
