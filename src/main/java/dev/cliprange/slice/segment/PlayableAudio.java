package dev.cliprange.slice.segment;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.index.TrackDescription;

/** The audio that can be in a CMAF segment and that players decode. */
final class PlayableAudio {

    private PlayableAudio() {}

    static boolean is(TrackDescription track) {
        boolean quickTime = track.entries().stream().anyMatch(entry -> entry.quickTime());
        return !quickTime
                && track.frameBytes() == 0
                && track.format().codec() instanceof AudioCodec codec
                && switch (codec) {
                    case AAC, MP3, AC3, EAC3, OPUS, FLAC -> true;
                    case ALAC, PCM, OTHER -> false;
                };
    }
}
