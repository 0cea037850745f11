package dev.cliprange.job.life;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a job makes. A source has at most one open job for each purpose. */
public enum JobPurpose {
    /** An MP4 with the media of the source, so that clips are sliced. */
    REMUX,
    RENDITIONS,
    PROXY,
    STORYBOARD,
    WAVEFORM,
    AUDIO_SIDECAR,
    VERIFY,
    WARM;

    /** The {@code kind} in the HTTP contract and in the database. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static JobPurpose of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
