package dev.cliprange.source.remux;

import dev.cliprange.ffmpeg.probe.ProbedSource;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.storage.lease.FfmpegInputUrl;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tracks of a source its copy has.
 *
 * @param encoded audio tracks that clips do not have, and that the copy has after encoding
 * @param ignored all other tracks that the copy does not have
 */
public record RemuxTracks(
        SourceMedia media, List<SourceMedia.IgnoredTrack> encoded, List<SourceMedia.IgnoredTrack> ignored) {

    public static RemuxTracks of(SourceMedia media) {
        return new RemuxTracks(
                media,
                media.ignoredTracks().stream().filter(RemuxTracks::isEncoded).toList(),
                media.ignoredTracks().stream()
                        .filter(track -> !isEncoded(track))
                        .toList());
    }

    private static boolean isEncoded(SourceMedia.IgnoredTrack track) {
        return track.kind().equals("audio") && track.reason().equals(ProbedSource.NOT_CARRIED);
    }

    List<Integer> encodedStreams() {
        return encoded.stream().map(SourceMedia.IgnoredTrack::index).toList();
    }

    /** Of all audio tracks of the copy, in order; 0: not known. */
    List<Integer> channels() {
        return Stream.concat(
                        media.audio().stream().map(SourceMedia.Audio::channels),
                        encoded.stream().map(track -> 0))
                .toList();
    }

    /** The input of a process that reads these tracks. */
    public FfmpegInput input(FfmpegInputUrl url) {
        SourceMedia.Video video = media.video();
        return new FfmpegInput(
                url.input(),
                Set.copyOf(url.protocols()),
                url.headers(),
                // FFmpeg has one demuxer for MP4 and MOV, named "mov".
                media.container().equals("mp4") ? "mov" : media.container(),
                video == null ? "" : video.codec(),
                media.audio().stream().map(SourceMedia.Audio::codec).toList(),
                media.ignoredTracks().stream()
                        .filter(it -> it.kind().equals("video") || it.kind().equals("audio"))
                        .map(SourceMedia.IgnoredTrack::index)
                        .collect(Collectors.toSet()),
                Objects.requireNonNullElse(media.videoStartUs(), 0L));
    }
}
