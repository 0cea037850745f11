package dev.cliprange.clip;

import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.Title;
import org.jspecify.annotations.Nullable;

/** The body of a PATCH. What is null does not change. */
public record ClipChange(
        @Nullable TimePoint start,
        @Nullable TimePoint end,
        @Title @Nullable String title) {}
