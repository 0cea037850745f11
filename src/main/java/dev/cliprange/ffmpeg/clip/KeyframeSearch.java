package dev.cliprange.ffmpeg.clip;

import dev.cliprange.ffmpeg.packet.PacketListing;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProcess;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ToolRun;
import dev.cliprange.timeline.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a clip has to be cut in a container that has no index: FFmpeg finds a place by time in it, but then drops all
 * pictures up to the next keyframe, and with them the start of the clip. So the packets before the start are listed first.
 */
final class KeyframeSearch {

    private static final List<Duration> LEADS = List.of(Duration.ofSeconds(12), Duration.ofSeconds(120));

    /** Packets are listed up to a decode time, and a keyframe is decoded before it is shown. */
    private static final long BEHIND_US = 100_000;

    private final FfmpegProperties properties;
    private final FfmpegPool pool;
    private final ClipRequest request;

    KeyframeSearch(FfmpegProperties properties, FfmpegPool pool, ClipRequest request) {
        this.properties = properties;
        this.pool = pool;
        this.request = request;
    }

    static boolean needed(ClipRequest request) {
        return request.range().startUs() > 0
                && (request.input().isContainer("mpegts") || request.input().isContainer("mpeg"));
    }

    /**
     * The range from the last keyframe at or before the start; the range itself where there is none within two minutes, or
     * no video, or the source cannot be read: the clip's own process will then say why. Blocks.
     *
     * @param onStart gets each process, so that others can end it
     * @throws IOException if FFmpeg cannot be started
     */
    TimeRange find(Consumer<FfmpegProcess> onStart) throws IOException {
        TimeRange range = request.range();
        for (Duration lead : LEADS) {
            long fromUs = Math.max(0, range.startUs() - lead.toNanos() / 1000);
            Optional<Long> keyframeUs = lastKeyframe(new TimeRange(fromUs, range.startUs() + BEHIND_US), onStart);
            if (keyframeUs.isPresent()) {
                return new TimeRange(keyframeUs.get(), range.endUs());
            }
        }
        return range;
    }

    private Optional<Long> lastKeyframe(TimeRange part, Consumer<FfmpegProcess> onStart) throws IOException {
        var command = new ToolRun.Command(
                ClipCommand.listing(properties, request.input(), part),
                request.label(),
                request.input().address(),
                properties.firstByteTimeout());
        long limitUs = request.range().startUs() - part.startUs();
        PacketListing packets = new PacketListing();
        long[] found = {-1};
        ToolRun.runHere(
                pool,
                command,
                ToolRun.lines(line -> {
                    packets.accept(line);
                    packets.streams().values().stream()
                            .flatMap(stream -> stream.lastKeyUs().stream())
                            .filter(us -> us <= limitUs)
                            .forEach(us -> found[0] = Math.max(found[0], us));
                }),
                line -> {},
                onStart);
        return found[0] < 0 ? Optional.empty() : Optional.of(part.startUs() + found[0]);
    }
}
