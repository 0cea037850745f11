package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;

/** Reads the version of the installed FFmpeg. */
public final class FfmpegVersion {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String PREFIX = "ffmpeg version ";

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public FfmpegVersion(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /**
     * As {@code 5.1.9-0+deb12u1}; empty if there is no FFmpeg or it does not reply within five seconds. Takes no
     * permit.
     */
    public Mono<String> version() {
        return Mono.defer(() -> {
            var lines = new ConcurrentLinkedQueue<String>();
            var command = new ProcessRun.Command(
                    List.of(properties.path(), "-version"), "version", Optional.of(properties.path()));
            return ToolPump.run(pool, new ToolPump.Task(command, DEADLINE), ToolPump.lines(lines::add), line -> {})
                    .filter(exit -> exit.code() == 0)
                    .flatMap(exit -> Mono.justOrEmpty(lines.stream().findFirst()))
                    .filter(line -> line.startsWith(PREFIX))
                    .map(line -> line.substring(PREFIX.length()).split(" ", 2)[0])
                    .onErrorComplete();
        });
    }
}
