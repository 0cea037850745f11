package dev.cliprange.ffmpeg.clip;

import dev.cliprange.ffmpeg.packet.PacketListing;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.ToolPump;
import dev.cliprange.timeline.TimeRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds the keyframe to cut at in a container without an index. FFmpeg seeks by time in it, but then drops all pictures
 * up to the next keyframe, and with them the start of the clip. So the packets before the start are listed first.
 */
final class KeyframeSearch {

    private static final List<Duration> LEADS = List.of(Duration.ofSeconds(12), Duration.ofSeconds(120));

    /**
     * Packets are listed up to a decode time, and a keyframe is decoded before it is shown. So the listing ends later.
     */
    private static final long AFTER_START_US = 100_000;

    private final FfmpegProperties properties;
    private final ProcessRun<?> run;
    private final ClipRequest request;

    KeyframeSearch(FfmpegProperties properties, ProcessRun<?> run, ClipRequest request) {
        this.properties = properties;
        this.run = run;
        this.request = request;
    }

    static boolean needed(ClipRequest request) {
        return request.range().startUs() > 0
                && (request.input().isContainer("mpegts") || request.input().isContainer("mpeg"));
    }

    /**
     * The range from the last keyframe at or before the start. It is the requested range if there is no keyframe within
     * two minutes, no video, or the source cannot be read: then the process of the clip reports the reason. Blocks.
     *
     * @throws dev.cliprange.ffmpeg.process.StreamEndedException if the run was killed
     * @throws dev.cliprange.failure.FailureException FFMPEG_UNAVAILABLE if FFmpeg cannot be started
     */
    TimeRange find() {
        TimeRange range = request.range();
        for (Duration lead : LEADS) {
            long fromUs = Math.max(0, range.startUs() - lead.toNanos() / 1000);
            Optional<Long> keyframeUs = lastKeyframe(new TimeRange(fromUs, range.startUs() + AFTER_START_US));
            if (keyframeUs.isPresent()) {
                return new TimeRange(keyframeUs.get(), range.endUs());
            }
        }
        return range;
    }

    private Optional<Long> lastKeyframe(TimeRange part) {
        var command = new ProcessRun.Command(
                ClipCommand.listing(properties, request.input(), part),
                request.label(),
                Optional.of(request.input().url()));
        long limitUs = request.range().startUs() - part.startUs();
        PacketListing packets = new PacketListing();
        long[] found = {-1};
        ToolPump.Reader lines = ToolPump.lines(line -> {
            packets.accept(line);
            packets.streams().values().stream()
                    .flatMap(stream -> stream.lastKeyUs().stream())
                    .filter(us -> us <= limitUs)
                    .forEach(us -> found[0] = Math.max(found[0], us));
        });
        run.execute(command, line -> {}, running -> {
            lines.readAll(running);
            return true;
        });
        return found[0] < 0 ? Optional.empty() : Optional.of(part.startUs() + found[0]);
    }
}
