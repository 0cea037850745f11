package dev.cliprange.source;

import dev.cliprange.ffmpeg.ProbedSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What FFmpeg found in a source, in the words of this room. */
final class ProbedMedia {

    private ProbedMedia() {}

    static SourceMedia of(ProbedSource probed) {
        return new SourceMedia(
                container(probed.container()),
                video(probed),
                probed.audio().stream()
                        .map(it -> new SourceMedia.Audio(it.codec(), it.channels(), it.sampleRate(), it.language()))
                        .toList());
    }

    /** One name for what FFmpeg has several for: the whole family of MP4 is one demuxer there. */
    private static String container(String names) {
        List<String> all = List.of(names.split(","));
        return all.contains("mp4") ? "mp4" : all.getFirst();
    }

    private static SourceMedia.@Nullable Video video(ProbedSource probed) {
        return probed.video()
                .map(it -> new SourceMedia.Video(
                        it.codec(),
                        it.width(),
                        it.height(),
                        it.frameRate(),
                        it.frames(),
                        it.rotation(),
                        it.maxKeyframeIntervalUs(),
                        it.allIntra()))
                .orElse(null);
    }
}
