package dev.cliprange.clip;

import dev.cliprange.source.SourceMedia;
import java.util.Set;

/** The codecs of adaptive streams. */
final class StreamCodecs {

    private static final Set<String> VIDEO = Set.of("h264", "hevc", "av1", "vp9");
    private static final Set<String> AUDIO = Set.of("aac", "mp3", "ac3", "eac3", "opus", "flac");

    private StreamCodecs() {}

    /** Returns whether the video of a source can be in a stream; if it has none, whether any of its audio can. */
    static boolean arePlayable(SourceMedia media) {
        SourceMedia.Video video = media.video();
        return video == null
                ? media.audio().stream().anyMatch(audio -> AUDIO.contains(audio.codec()))
                : VIDEO.contains(video.codec());
    }
}
