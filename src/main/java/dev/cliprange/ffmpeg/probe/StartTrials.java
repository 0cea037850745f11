package dev.cliprange.ffmpeg.probe;

import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.packet.ListedStream;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Finds out at which keyframe the clips of a source start. FFmpeg looks for the keyframe at or before a time. In some
 * containers it looks 3/23 of a second earlier if frames are reordered (ffmpeg_opt.c, {@code dts_heuristic}), and then it
 * may find the keyframe before; some have an index of decode times, which are earlier too. Nothing reports this, so short
 * clips are made: one starts at a keyframe, the others a little later.
 */
final class StartTrials {

    /** FFmpeg's 3/23 of a second. */
    private static final long BACK_US = 3_000_000 / 23;

    private static final long LATER_US = 200_000;
    private static final long TRIAL_US = 300_000;
    /** Less than a frame: containers round times, and audio may begin a little earlier than video. */
    private static final long ROUNDING_US = 12_000;
    /** FFmpeg seeks by time in these, and starts at the next keyframe. The engine lists the keyframes first. */
    private static final Set<String> SEARCHED = Set.of("mpegts", "mpeg");

    private final TrialRemux trial;
    private final FfmpegInput input;
    private final boolean searched;
    private final List<ListedStream.Keyframe> keys;
    private final long endUs;

    /**
     * @param input of a clip
     * @param container as FFmpeg reports it
     */
    StartTrials(TrialRemux trial, FfmpegInput input, String container, ListedStream video) {
        this.trial = trial;
        this.input = input;
        this.searched = SEARCHED.contains(container);
        this.keys = video.firstKeys();
        this.endUs = video.endUs();
    }

    /**
     * Returns how much earlier than the start of a clip the keyframe is that FFmpeg looks for: that one, or the last one
     * before it. Empty if the trials contradict each other, or cannot be made. The caller has the permit.
     */
    Mono<Optional<Long>> seekBackUs() {
        if (keys.isEmpty()) {
            return Mono.just(Optional.empty());
        }
        if (keys.size() == 1) {
            return Mono.just(Optional.of(0L));
        }
        return startsAt(0)
                .flatMap(atKeyframe -> atKeyframe ? Mono.just(Optional.of(0L)) : earlier())
                .flatMap(back -> back.isPresent() && !searched && LATER_US < gopUs(1)
                        ? startsAt(LATER_US).map(confirmed -> back.filter(it -> confirmed))
                        : Mono.just(back));
    }

    /** FFmpeg compares the earlier time with the presentation times of keyframes, or with their decode times. */
    private Mono<Optional<Long>> earlier() {
        long reorderUs = keys.get(1).us() - keys.get(1).decodeUs();
        if (searched || gopUs(0) <= LATER_US || gopUs(1) <= LATER_US || reorderUs <= 0 || reorderUs >= BACK_US) {
            return Mono.just(Optional.empty());
        }
        return startsAt(BACK_US - reorderUs / 2)
                .map(byDecodeTime -> Optional.of(byDecodeTime ? BACK_US - reorderUs : BACK_US));
    }

    /** Whether a clip that starts later than the second keyframe begins with it. */
    private Mono<Boolean> startsAt(long laterUs) {
        long startUs = keys.get(1).us() + laterUs;
        return trial.run(input, new TimeRange(startUs, startUs + TRIAL_US))
                .map(outcome -> outcome.videoStartUs()
                        .filter(us -> Math.abs(us + laterUs) <= ROUNDING_US)
                        .isPresent())
                .onErrorReturn(FailureException.class, false);
    }

    /** The time from a keyframe to the next one, or to the end. */
    private long gopUs(int number) {
        long nextUs = number + 1 < keys.size() ? keys.get(number + 1).us() : endUs;
        return nextUs - keys.get(number).us();
    }
}
