package dev.cliprange.preview.waveform;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.probe.ProbedSource;
import dev.cliprange.source.SourceMedia;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The audio of a source that its waveform is made of: the first track that clips have, otherwise the first one that a
 * remux would encode.
 *
 * @param stream as in FFmpeg's option {@code -map}
 * @param sampleRate of the result, in Hz
 */
record AudioChoice(String stream, int sampleRate) {

    private static final int SMALLEST_RATE = 8_000;
    private static final int LARGEST_RATE = 48_000;

    /** @throws FailureException MEDIA_UNSUPPORTED if there is no such track */
    static AudioChoice of(SourceMedia media) {
        if (media.audio().isEmpty()) {
            return media.ignoredTracks().stream()
                    .filter(track -> isAudio(track) && track.reason().equals(ProbedSource.NOT_CARRIED))
                    .findFirst()
                    .map(track -> new AudioChoice("0:" + track.index(), LARGEST_RATE))
                    .orElseThrow(() -> new FailureException(
                            Failure.MEDIA_UNSUPPORTED, "The source has no audio, so it has no waveform."));
        }
        int rate = media.audio().getFirst().sampleRate();
        return new AudioChoice(
                "0:a:" + ignoredBefore(media),
                rate <= 0 ? LARGEST_RATE : Math.clamp(rate, SMALLEST_RATE, LARGEST_RATE));
    }

    /** Returns the number of ignored audio tracks before the first one that clips have. A video track is before it. */
    private static long ignoredBefore(SourceMedia media) {
        Set<Integer> ignored = media.ignoredTracks().stream()
                .map(SourceMedia.IgnoredTrack::index)
                .collect(Collectors.toSet());
        int first = IntStream.iterate(0, index -> index + 1)
                .filter(index -> !ignored.contains(index))
                .skip(media.video() == null ? 0 : 1)
                .findFirst()
                .orElseThrow();
        return media.ignoredTracks().stream()
                .filter(track -> isAudio(track) && track.index() < first)
                .count();
    }

    private static boolean isAudio(SourceMedia.IgnoredTrack track) {
        return track.kind().equals("audio");
    }
}
