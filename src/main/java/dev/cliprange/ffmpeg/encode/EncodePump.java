package dev.cliprange.ffmpeg.encode;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.BoundedOutput;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Pump;
import dev.cliprange.ffmpeg.process.StdinFeed;
import dev.cliprange.ffmpeg.process.StreamEndedException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes frames. The thread of the run reads standard output, and {@link StdinFeed} writes standard input. */
final class EncodePump implements Pump<byte[]> {

    /** SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV as exit codes: defects of FFmpeg, which repeat. */
    private static final Set<Integer> CRASHES = Set.of(132, 134, 135, 136, 139);

    private static final Logger log = LoggerFactory.getLogger(EncodePump.class);

    private final FfmpegProperties properties;
    private final EncodeRequest request;
    private final StdinFeed input;
    private final AtomicBoolean encoderMissing = new AtomicBoolean();

    EncodePump(FfmpegProperties properties, EncodeRequest request) {
        this.properties = properties;
        this.request = request;
        this.input = new StdinFeed(request.label(), request.input());
    }

    @Override
    public String name() {
        return "encode-" + request.label();
    }

    @Override
    public Duration deadline() {
        return request.deadline();
    }

    @Override
    public byte[] pump(ProcessRun<byte[]> run) {
        var command = new ProcessRun.Command(EncodeCommand.of(properties, request), request.label(), Optional.empty());
        var output = new BoundedOutput(request.maxOutputBytes());
        try (input) {
            ProcessRun.Exit exit = run.execute(command, this::acceptStderr, running -> {
                input.start(run, running);
                return output.readFrom(running.stdout(), running::wrote);
            });
            failure(exit).ifPresent(failure -> {
                throw failure;
            });
            return output.take();
        }
    }

    private void acceptStderr(String line) {
        if (line.contains("Unknown encoder") || line.contains("Error selecting an encoder")) {
            encoderMissing.set(true);
        }
    }

    private Optional<RuntimeException> failure(ProcessRun.Exit exit) {
        if (input.failure().isPresent()) {
            return Optional.of(new StreamEndedException(KillReason.CANCELLED));
        }
        if (encoderMissing.get()) {
            return Optional.of(new FailureException(
                    Failure.PRECISE_UNAVAILABLE,
                    "This instance's FFmpeg has no encoder " + EncodeCommand.encoder(request.target()) + "."));
        }
        if (exit.code() == 0) {
            return Optional.empty();
        }
        log.atWarn()
                .addKeyValue("clip", request.label())
                .addKeyValue("exit", exit.code())
                .addKeyValue("stderr", exit.stderr().text())
                .log("encoding failed");
        return Optional.of(
                ExitClass.of(exit.code()) == ExitClass.SIGNAL && !CRASHES.contains(exit.code())
                        ? new FailureException(Failure.INTERNAL, "FFmpeg was ended from outside.")
                        : new FailureException(
                                Failure.PRECISE_UNAVAILABLE,
                                "FFmpeg's " + EncodeCommand.encoder(request.target())
                                        + " cannot encode frames of this source."));
    }

    /** The failure of the input, if there is one: it is the reason why the process was killed. */
    @Override
    public Throwable ended(KillReason reason) {
        return input.failure().orElseGet(() -> switch (reason) {
            case DEADLINE, FIRST_BYTE, SOURCE_STALLED ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The clip's frames could not be encoded in time.");
            case OUTPUT_INVALID ->
                new FailureException(
                        Failure.PRECISE_UNAVAILABLE, "The frames that must be encoded take too many bytes.");
            case CANCELLED, CLIENT_STALLED -> new FailureException(Failure.SHUTTING_DOWN, "The encoding was ended.");
        });
    }
}
