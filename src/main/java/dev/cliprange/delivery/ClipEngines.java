package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForm;
import org.springframework.stereotype.Component;

/** Chooses the engine of a clip's form. */
@Component
class ClipEngines {

    private final SliceClipEngine slice;
    private final FfmpegClipEngine ffmpeg;
    private final PreciseClipEngine precise;

    ClipEngines(SliceClipEngine slice, FfmpegClipEngine ffmpeg, PreciseClipEngine precise) {
        this.slice = slice;
        this.ffmpeg = ffmpeg;
        this.precise = precise;
    }

    ClipEngine forForm(ClipDescriptor clip, ClipForm form) {
        return switch (form) {
            case PRECISE -> precise;
            case COPY ->
                switch (clip.engine()) {
                    case SLICE -> slice;
                    case FFMPEG -> ffmpeg;
                };
        };
    }
}
