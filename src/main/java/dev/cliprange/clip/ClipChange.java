package dev.cliprange.clip;

import dev.cliprange.timeline.TimePoint;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of a PATCH: what is null stays as it is. */
record ClipChange(
        @Nullable TimePoint start,
        @Nullable TimePoint end,
        @Size(max = 500) @Nullable String title) {}
