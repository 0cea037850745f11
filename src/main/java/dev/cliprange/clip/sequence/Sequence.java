package dev.cliprange.clip.sequence;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Several clips that play one after another, as their row in the database.
 *
 * @param clipIds in the order of playback, 1 to {@value #MOST_CLIPS}; a clip may occur more than once
 */
public record Sequence(UUID id, @Nullable String title, List<UUID> clipIds, Instant createdAt) {

    /** The number of clips that a sequence has at most. */
    public static final int MOST_CLIPS = 500;

    /** @throws IllegalArgumentException if the number of clips is out of range */
    public Sequence {
        clipIds = List.copyOf(clipIds);
        if (clipIds.isEmpty() || clipIds.size() > MOST_CLIPS) {
            throw new IllegalArgumentException("clipIds: " + clipIds.size() + " (expected: 1 to " + MOST_CLIPS + ")");
        }
    }
}
