package dev.cliprange.ffmpeg.probe;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.packet.InputReport;
import dev.cliprange.ffmpeg.packet.ListedStream;
import dev.cliprange.ffmpeg.packet.PacketListing;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.timeline.FrameDirectory;
import dev.cliprange.timeline.FrameTable;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The result of one pass over the packets of a source. Streams are named by their numbers in the source. */
final class SourceListing {

    private static final long TRIAL_US = 2_000_000;

    /** The trial does not wait for a stream that begins later. */
    private static final long LATEST_TRIAL_US = 30_000_000;

    private static final String PROGRAM_STREAM = "mpeg";

    /** One frame of this number may have no time, such as the first ones of a file that begins in the middle. */
    private static final int TIMES_FOR_ONE_MISSING = 100;

    private static final Set<String> JOINED_BY_FFMPEG = Set.of("mpegts", "mpeg");

    private final InputReport report;
    private final PacketListing packets;
    private final List<Candidate> candidates;

    /**
     * A stream that was listed.
     *
     * @param reported as FFmpeg reports it on stderr
     */
    record Candidate(InputReport.Stream reported, ListedStream listed) {

        int number() {
            return reported.number();
        }

        String kind() {
            return reported.kind();
        }

        String codec() {
            return known() ? listed.codec : reported.codec();
        }

        boolean known() {
            return !listed.codec.isEmpty() && !listed.codec.equals("none");
        }
    }

    /** @throws FailureException MEDIA_UNSUPPORTED without any sample */
    SourceListing(InputReport report, PacketListing packets) {
        this.report = report;
        this.packets = packets;
        this.candidates = packets.streams().entrySet().stream()
                .map(entry -> new Candidate(report.ofOutput(entry.getKey()), entry.getValue()))
                .toList();
        if (endUs(candidates) <= 0) {
            throw unsupported("The source has no sample of video or audio.");
        }
    }

    /** @throws FailureException MEDIA_UNSUPPORTED if its times jump, so that a time is not one moment */
    void requireOneTimeline() {
        String remedy = " Clips need times without jumps: remux the source into one timeline.";
        packets.jumps().goesBack(packets.streams()).ifPresent(output -> {
            InputReport.Stream stream = report.ofOutput(output);
            throw unsupported("The time stamps of stream " + stream.number() + " (" + stream.kind() + ", "
                    + stream.codec() + ") go back." + remedy);
        });
        if (JOINED_BY_FFMPEG.contains(report.container())) {
            packets.jumps().forwardAtUs().ifPresent(us -> {
                throw unsupported("The time stamps of all streams jump at "
                        + String.format(Locale.ROOT, "%.3f", us / 1e6) + " s." + remedy);
            });
        }
    }

    /** Whether FFmpeg may find the times of more frames if it is asked to generate them. */
    boolean wantsTimes() {
        return report.container().equals(PROGRAM_STREAM)
                && candidates.stream()
                        .anyMatch(candidate ->
                                candidate.listed().video() && candidate.listed().timeless() > 0);
    }

    /** @throws FailureException MEDIA_UNSUPPORTED if many frames have no time: no clip can begin or end with them */
    void requireTimes() {
        candidates.stream()
                .filter(candidate -> wantsTimes() && candidate.listed().video())
                .filter(candidate -> candidate.listed().timeless() * TIMES_FOR_ONE_MISSING
                        > candidate.listed().packets())
                .findFirst()
                .ifPresent(candidate -> {
                    throw unsupported("Stream " + candidate.number() + " (video, " + candidate.codec() + ") has "
                            + candidate.listed().timeless() + " frames without a time. Clips need the time of each"
                            + " frame: remux the source.");
                });
    }

    /** The source with a known container, so that FFmpeg generates times. */
    FfmpegInput withTimes(FfmpegInput source) {
        return source.withMedia(report.container(), "", List.of());
    }

    boolean countsFromStreamsRead() {
        return JOINED_BY_FFMPEG.contains(report.container());
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /** The listed streams without some. */
    List<Candidate> kept(Set<Integer> without) {
        return candidates.stream()
                .filter(candidate -> !without.contains(candidate.number()))
                .toList();
    }

    /** A video stream if only video is missing without these, or an audio stream if only audio is. */
    Optional<Candidate> missing(Set<Integer> without) {
        Predicate<Candidate> video = candidate -> candidate.listed().video();
        return firstOfNone(without, video).or(() -> firstOfNone(without, video.negate()));
    }

    private Optional<Candidate> firstOfNone(Set<Integer> without, Predicate<Candidate> kind) {
        return kept(without).stream().anyMatch(kind)
                ? Optional.empty()
                : candidates.stream().filter(kind).findFirst();
    }

    Set<Integer> allBut(int number) {
        return candidates.stream()
                .map(Candidate::number)
                .filter(other -> other != number)
                .collect(Collectors.toSet());
    }

    /** Video streams that are neither listed nor among these. */
    List<Integer> otherVideo(Set<Integer> without) {
        return report.streams().stream()
                .filter(stream -> stream.kind().equals("video") && !stream.picture())
                .map(InputReport.Stream::number)
                .filter(number -> !without.contains(number)
                        && candidates.stream().noneMatch(candidate -> candidate.number() == number))
                .toList();
    }

    Set<Integer> allVideoBut(int number) {
        return report.streams().stream()
                .filter(stream -> stream.kind().equals("video"))
                .map(InputReport.Stream::number)
                .filter(other -> other != number)
                .collect(Collectors.toSet());
    }

    /** The input of a clip, without some of the streams. */
    FfmpegInput input(FfmpegInput source, Set<Integer> without) {
        List<Candidate> kept = kept(without);
        Set<Integer> leftOut = report.streams().stream()
                .filter(stream -> stream.kind().equals("video") || stream.kind().equals("audio"))
                .map(InputReport.Stream::number)
                .filter(number -> kept.stream().noneMatch(candidate -> candidate.number() == number))
                .collect(Collectors.toSet());
        String videoCodec = kept.stream()
                .filter(candidate -> candidate.listed().video())
                .map(Candidate::codec)
                .findFirst()
                .orElse("");
        return source.withMedia(
                        report.container(),
                        videoCodec,
                        audio(kept).map(Candidate::codec).toList())
                .without(leftOut)
                .withVideoStart(videoStartUs(kept));
    }

    private static long videoStartUs(List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.listed().video())
                .mapToLong(candidate -> Math.max(0, candidate.listed().firstUs()))
                .findFirst()
                .orElse(0);
    }

    /** From the first moment of the source until each stream has begun. */
    TimeRange trialRange(Set<Integer> without) {
        List<Candidate> kept = kept(without);
        long lateUs = kept.stream()
                .mapToLong(candidate -> candidate.listed().firstUs())
                .filter(us -> us <= LATEST_TRIAL_US)
                .max()
                .orElse(0);
        return new TimeRange(0, Math.max(1, Math.min(endUs(kept), lateUs + TRIAL_US)));
    }

    String container() {
        return report.container();
    }

    /** The video that clips have. */
    Optional<ListedStream> video(Set<Integer> without) {
        return kept(without).stream()
                .map(Candidate::listed)
                .filter(ListedStream::video)
                .findFirst();
    }

    /** @param reasons why clips do not have some streams, by number */
    ProbedSource describe(Map<Integer, String> reasons, ProbedSource.Clips clips) {
        List<Candidate> kept = kept(reasons.keySet());
        Optional<Candidate> pictures =
                kept.stream().filter(candidate -> candidate.listed().video()).findFirst();
        Optional<FrameTable> frames = pictures.flatMap(it -> it.listed().frameTable());
        if (pictures.isPresent() && frames.isEmpty()) {
            throw unsupported("Stream " + pictures.get().number() + " (video, "
                    + pictures.get().codec() + ") has no frames, or too many without a regular rate.");
        }
        return new ProbedSource(
                report.container(),
                report.startUs(),
                endUs(kept),
                pictures.map(it -> video(it, frames)),
                audio(kept)
                        .map(it -> new ProbedSource.Audio(
                                it.codec(),
                                it.reported().channels(),
                                it.listed().sampleRate,
                                it.reported().language()))
                        .toList(),
                report.streams().stream()
                        .filter(stream -> kept.stream().noneMatch(candidate -> candidate.number() == stream.number()))
                        .map(stream -> ignored(stream, reasons))
                        .toList(),
                videoStartUs(kept),
                frames,
                clips);
    }

    private static ProbedSource.Video video(Candidate candidate, Optional<FrameTable> frames) {
        ListedStream stream = candidate.listed();
        return new ProbedSource.Video(
                stream.codec,
                stream.width,
                stream.height,
                stream.frameRate(candidate.reported().framesPerSecond()),
                frames.map(table -> FrameDirectory.decode(table.directory()).frames())
                        .orElse(stream.packets()),
                candidate.reported().rotation(),
                stream.longestKeyIntervalUs(),
                stream.allKey());
    }

    private static ProbedSource.Ignored ignored(InputReport.Stream stream, Map<Integer, String> reasons) {
        String kindReason = switch (stream.kind()) {
            case "video" -> {
                if (stream.picture()) {
                    yield "It is a picture that belongs to the file.";
                }
                yield stream.known()
                        ? "A clip has one video stream, and another one is used."
                        : "FFmpeg does not know this codec.";
            }
            case "audio" -> "FFmpeg does not know this codec.";
            default -> "It is neither video nor audio.";
        };
        return new ProbedSource.Ignored(
                stream.number(), stream.kind(), stream.codec(), reasons.getOrDefault(stream.number(), kindReason));
    }

    private static Stream<Candidate> audio(List<Candidate> candidates) {
        return candidates.stream().filter(candidate -> !candidate.listed().video());
    }

    private static long endUs(List<Candidate> candidates) {
        return candidates.stream()
                .mapToLong(candidate -> candidate.listed().endUs())
                .max()
                .orElse(0);
    }

    private static FailureException unsupported(String detail) {
        return new FailureException(Failure.MEDIA_UNSUPPORTED, detail);
    }
}
