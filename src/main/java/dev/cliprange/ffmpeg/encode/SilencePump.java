package dev.cliprange.ffmpeg.encode;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.BoundedOutput;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Pump;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes silence. */
final class SilencePump implements Pump<byte[]> {

    private static final Logger log = LoggerFactory.getLogger(SilencePump.class);
    private static final int MOST_BYTES = 256 * 1024;

    private final FfmpegProperties properties;
    private final SilenceRequest request;

    SilencePump(FfmpegProperties properties, SilenceRequest request) {
        this.properties = properties;
        this.request = request;
    }

    @Override
    public String name() {
        return "silence-" + request.label();
    }

    @Override
    public Duration deadline() {
        return request.deadline();
    }

    @Override
    public byte[] pump(ProcessRun<byte[]> run) {
        var command = new ProcessRun.Command(SilenceCommand.of(properties, request), request.label(), Optional.empty());
        var output = new BoundedOutput(MOST_BYTES);
        ProcessRun.Exit exit =
                run.execute(command, line -> {}, running -> output.readFrom(running.stdout(), running::wrote));
        if (exit.code() == 0) {
            return output.take();
        }
        log.atWarn()
                .addKeyValue("label", request.label())
                .addKeyValue("exit", exit.code())
                .addKeyValue("stderr", exit.stderr().text())
                .log("silence not encoded");
        throw ExitClass.of(exit.code()) == ExitClass.SIGNAL
                ? new FailureException(Failure.INTERNAL, "FFmpeg was ended by a signal.")
                : new FailureException(
                        Failure.MEDIA_UNSUPPORTED,
                        "The audio has a gap, and this instance's FFmpeg cannot encode silence with "
                                + SilenceCommand.encoder(request) + ".");
    }

    @Override
    public Throwable ended(KillReason reason) {
        return switch (reason) {
            case DEADLINE, FIRST_BYTE, SOURCE_STALLED ->
                new FailureException(Failure.SOURCE_TIMEOUT, "Silence could not be encoded in time.");
            case OUTPUT_INVALID -> new FailureException(Failure.INTERNAL, "FFmpeg's silence cannot be read.");
            case CANCELLED, CLIENT_STALLED -> new FailureException(Failure.SHUTTING_DOWN, "The encoding was ended.");
        };
    }
}
