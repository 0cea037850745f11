package dev.cliprange.clip;

import dev.cliprange.clip.ClipDetails.Detail;

/** A clip with its versions and what the index of its source says about its range. */
public record DetailedClip(ClipDescriptor descriptor, Detail detail) {}
