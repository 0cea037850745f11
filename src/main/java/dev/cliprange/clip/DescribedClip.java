package dev.cliprange.clip;

import java.util.Optional;
import java.util.UUID;

/**
 * A clip as it is served, with its neighbour.
 *
 * @param nextId the clip that follows in the same cut list; empty for the last one
 */
public record DescribedClip(ClipDescriptor descriptor, Optional<UUID> nextId) {}
