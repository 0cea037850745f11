package dev.cliprange.ffmpeg.probe;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.ClipCommand;
import dev.cliprange.ffmpeg.clip.ExitDiagnosis;
import dev.cliprange.ffmpeg.packet.InputReport;
import dev.cliprange.ffmpeg.packet.PacketListing;
import dev.cliprange.ffmpeg.process.FfmpegDiagnostic;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.ToolPump;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One probe: lists the packets, then makes a clip of the first seconds. If that fails, each stream is tried alone. A
 * stream that fails alone is left out if another stream of its kind remains.
 */
final class ProbeRun {

    private static final Logger log = LoggerFactory.getLogger(ProbeRun.class);
    private static final String NOT_KNOWN = "FFmpeg does not know this codec.";

    /** Each stream may need a process. */
    private static final int MAX_STREAMS = 64;

    private final FfmpegProperties properties;
    private final FfmpegPool pool;
    private final String label;
    private final FfmpegInput input;
    private final TrialRemux trial;
    private final Duration firstPacket;

    /** @param firstPacket the longest time until the first packet is listed */
    ProbeRun(FfmpegProperties properties, FfmpegPool pool, String label, FfmpegInput input, Duration firstPacket) {
        this.firstPacket = firstPacket;
        this.properties = properties;
        this.pool = pool;
        this.label = label;
        this.input = input;
        this.trial = new TrialRemux(properties, pool, label);
    }

    /** Runs the processes one after another. The caller has a permit. */
    Mono<ProbedSource> run() {
        return list(input).flatMap(listing -> settle(listing, unknown(listing)));
    }

    private Mono<SourceListing> list(FfmpegInput wanted) {
        return Mono.defer(() -> {
            InputReport report = new InputReport();
            PacketListing packets = new PacketListing();
            var command =
                    new ProcessRun.Command(ClipCommand.listing(properties, wanted), label, Optional.of(input.url()));
            var task = new ToolPump.Task(command, properties.probeDeadline(), firstPacket);
            return ToolPump.run(pool, task, ToolPump.lines(packets::accept), line -> {
                        report.accept(line);
                        packets.jumps().acceptStderr(line);
                    })
                    .map(exit -> listing(exit, report, packets))
                    .flatMap(listing -> listTimes(wanted, listing))
                    .onErrorResume(FailureException.class, failure -> listKnown(wanted, report, failure));
        });
    }

    /** FFmpeg generates times only on request. */
    private Mono<SourceListing> listTimes(FfmpegInput wanted, SourceListing listing) {
        if (wanted.container().isEmpty() && listing.wantsTimes()) {
            return list(listing.withTimes(wanted));
        }
        listing.requireTimes();
        return Mono.just(listing);
    }

    /** A stream with an unknown codec may prevent FFmpeg from listing the others. */
    private Mono<SourceListing> listKnown(FfmpegInput wanted, InputReport report, FailureException failure) {
        Set<Integer> leftOut = report.unknownAndOtherVideo();
        return failure.failure() == Failure.MEDIA_UNSUPPORTED
                        && !leftOut.isEmpty()
                        && wanted.leftOut().isEmpty()
                ? list(wanted.without(leftOut))
                : Mono.error(failure);
    }

    private SourceListing listing(ProcessRun.Exit exit, InputReport report, PacketListing packets) {
        Set<FfmpegDiagnostic> diagnostics = exit.stderr().diagnostics();
        if (exit.code() != 0 || diagnostics.stream().anyMatch(FfmpegDiagnostic::reading)) {
            log.atWarn()
                    .addKeyValue("source", label)
                    .addKeyValue("exit", exit.code())
                    .addKeyValue("stderr", exit.stderr().text())
                    .log("probe failed");
            throw ExitDiagnosis.explain(exit.code(), diagnostics);
        }
        SourceListing listing = new SourceListing(report, packets);
        listing.requireOneTimeline();
        if (listing.candidates().size() > MAX_STREAMS) {
            throw unsupported("The source has more than " + MAX_STREAMS + " streams of video and audio.");
        }
        return listing;
    }

    /** The reasons why streams are left out, by number. */
    private static Map<Integer, String> unknown(SourceListing listing) {
        Map<Integer, String> reasons = new TreeMap<>();
        listing.candidates().stream()
                .filter(candidate -> !candidate.known())
                .forEach(candidate -> reasons.put(candidate.number(), NOT_KNOWN));
        return reasons;
    }

    private Mono<ProbedSource> settle(SourceListing listing, Map<Integer, String> reasons) {
        return attempt(listing, reasons)
                .flatMap(outcome -> outcome.failure()
                        .map(failure -> tryEach(listing, reasons, failure).flatMap(all -> settle(listing, all)))
                        .orElseGet(() -> missing(listing, reasons)
                                .map(missing -> otherVideo(listing, reasons, missing))
                                .orElseGet(() -> describe(listing, reasons, outcome.codecs()))));
    }

    /** Audio that only needs encoding does not prevent clips of the video, because a remux encodes it. */
    private static Optional<SourceListing.Candidate> missing(SourceListing listing, Map<Integer, String> reasons) {
        return listing.missing(reasons.keySet())
                .filter(candidate -> candidate.listed().video()
                        || listing.video(reasons.keySet()).isEmpty()
                        || !ProbedSource.NOT_CARRIED.equals(reasons.get(candidate.number())));
    }

    /** FFmpeg counts the times of transport streams from the first stream that it reads. */
    private Mono<ProbedSource> describe(SourceListing listing, Map<Integer, String> reasons, List<String> codecs) {
        Mono<SourceListing> counted = reasons.isEmpty() || !listing.countsFromStreamsRead()
                ? Mono.just(listing)
                : list(listing.input(input, reasons.keySet()));
        return counted.flatMap(again -> seekBackUs(again, reasons)
                .map(seekBackUs -> again.describe(reasons, new ProbedSource.Clips(codecs, seekBackUs))));
    }

    private Mono<Optional<Long>> seekBackUs(SourceListing listing, Map<Integer, String> reasons) {
        return listing.video(reasons.keySet())
                .map(video -> new StartTrials(trial, listing.input(input, reasons.keySet()), listing.container(), video)
                        .seekBackUs())
                .orElseGet(() -> Mono.just(Optional.empty()));
    }

    /** Also empty if no stream is left to try. */
    private Mono<TrialRemux.Outcome> attempt(SourceListing listing, Map<Integer, String> reasons) {
        if (missing(listing, reasons).isPresent()) {
            return Mono.just(TrialRemux.Outcome.NOTHING_TO_TRY);
        }
        return trial.run(listing.input(input, reasons.keySet()), listing.trialRange(reasons.keySet()));
    }

    /** The reasons, and those of the streams that fail alone. */
    private Mono<Map<Integer, String>> tryEach(
            SourceListing listing, Map<Integer, String> reasons, FailureException failure) {
        return Flux.fromIterable(listing.kept(reasons.keySet()))
                .concatMap(candidate -> {
                    Set<Integer> others = listing.allBut(candidate.number());
                    return trial.run(listing.input(input, others), listing.trialRange(others))
                            .map(alone -> alone.failure()
                                    .map(it -> Map.of(candidate.number(), reason(it)))
                                    .orElse(Map.of()));
                })
                .collect(() -> new TreeMap<>(reasons), Map::putAll)
                .<Map<Integer, String>>map(all -> {
                    if (all.size() == reasons.size()) {
                        throw unsupported("No clip can be made of the source. " + failure.detail());
                    }
                    return all;
                });
    }

    /** Uses another video stream instead of the one that no clip can have. */
    private Mono<ProbedSource> otherVideo(
            SourceListing listing, Map<Integer, String> reasons, SourceListing.Candidate missing) {
        List<Integer> others = missing.listed().video() ? listing.otherVideo(reasons.keySet()) : List.of();
        if (others.isEmpty() || reasons.size() > MAX_STREAMS) {
            return Mono.error(() -> unsupported("Stream " + missing.number() + " (" + missing.kind() + ", "
                    + missing.codec() + ") cannot be part of a clip. " + reasons.get(missing.number())));
        }
        int next = others.getFirst();
        return list(input.without(listing.allVideoBut(next)))
                .flatMap(again -> settle(again, unknownOf(again, reasons)));
    }

    private static Map<Integer, String> unknownOf(SourceListing listing, Map<Integer, String> reasons) {
        Map<Integer, String> all = new TreeMap<>(reasons);
        all.putAll(unknown(listing));
        return all;
    }

    private static String reason(FailureException failure) {
        return failure.failure() == Failure.MEDIA_UNSUPPORTED ? ProbedSource.NOT_CARRIED : failure.detail();
    }

    private static FailureException unsupported(String detail) {
        return new FailureException(Failure.MEDIA_UNSUPPORTED, detail);
    }
}
