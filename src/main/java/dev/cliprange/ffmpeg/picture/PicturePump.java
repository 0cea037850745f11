package dev.cliprange.ffmpeg.picture;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one process that makes pictures. */
final class PicturePump implements Pump<byte[]> {

    private static final Logger log = LoggerFactory.getLogger(PicturePump.class);

    private final FfmpegProperties properties;
    private final PictureRequest request;
    private final StdinFeed input;

    PicturePump(FfmpegProperties properties, PictureRequest request) {
        this.properties = properties;
        this.request = request;
        this.input = new StdinFeed(request.label(), request.input());
    }

    @Override
    public String name() {
        return "picture-" + request.label();
    }

    @Override
    public Duration deadline() {
        return request.deadline();
    }

    @Override
    public byte[] pump(ProcessRun<byte[]> run) {
        var command = new ProcessRun.Command(
                PictureCommand.of(properties, request.task(), request.deadline()), request.label(), Optional.empty());
        var output = new BoundedOutput(request.maxOutputBytes());
        try (input) {
            ProcessRun.Exit exit = run.execute(command, line -> {}, running -> {
                input.start(run, running);
                return output.readFrom(running.stdout(), running::wrote);
            });
            if (input.failure().isPresent()) {
                throw new StreamEndedException(KillReason.CANCELLED);
            }
            byte[] picture = output.take();
            if (exit.code() == 0 && picture.length > 0) {
                return picture;
            }
            throw failure(exit);
        }
    }

    private FailureException failure(ProcessRun.Exit exit) {
        log.atWarn()
                .addKeyValue("clip", request.label())
                .addKeyValue("exit", exit.code())
                .addKeyValue("stderr", exit.stderr().text())
                .log("picture not made");
        return ExitClass.of(exit.code()) == ExitClass.SIGNAL
                ? new FailureException(Failure.INTERNAL, "FFmpeg was ended by a signal.")
                : new FailureException(
                        Failure.MEDIA_UNSUPPORTED, "This instance's FFmpeg cannot make a picture of this frame.");
    }

    /** The failure of the input, if there is one: it is the reason why the process was killed. */
    @Override
    public Throwable ended(KillReason reason) {
        return input.failure().orElseGet(() -> switch (reason) {
            case DEADLINE, FIRST_BYTE, SOURCE_STALLED ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The picture could not be made in time.");
            case OUTPUT_INVALID -> new FailureException(Failure.MEDIA_UNSUPPORTED, "The picture takes too many bytes.");
            case CANCELLED, CLIENT_STALLED -> new FailureException(Failure.SHUTTING_DOWN, "The picture was not made.");
        });
    }
}
