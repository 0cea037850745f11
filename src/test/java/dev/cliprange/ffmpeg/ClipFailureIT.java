package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.FfmpegStream;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.StreamEndedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** What becomes of a clip when its source fails: a status before the first byte, an error behind it, never an end. */
class ClipFailureIT {

    @TempDir
    Path folder;

    private FfmpegHarness harness = FfmpegHarness.real();

    @AfterEach
    void nothingIsLeft() {
        harness.assertIdle();
    }

    @ParameterizedTest
    @CsvSource({
        "404,SOURCE_UNREADABLE",
        "403,SOURCE_UNREADABLE",
        "401,SOURCE_UNREADABLE",
        "500,SOURCE_UNREADABLE",
        "503,SOURCE_UNREADABLE",
        "412,SOURCE_CHANGED"
    })
    void open_sourceAnswersWithAnError_hasAStatusOfItsOwn(int status, Failure expected) throws IOException {
        try (FlakySource source = new FlakySource(ToneSource.mp4(), new FlakySource.Mood.Status(status))) {
            FailureException failure = openingFailure(source.input());

            assertThat(failure.failure()).isEqualTo(expected);
            assertThat(failure.detail()).doesNotContain("secret", "127.0.0.1", "Server returned");
        }
    }

    @Test
    void open_sourceHasNoServer_isUnreadable() throws IOException {
        FfmpegInput input;
        try (FlakySource source = new FlakySource(ToneSource.mp4(), new FlakySource.Mood.Well())) {
            input = source.input();
        }

        assertThat(openingFailure(input).failure()).isEqualTo(Failure.SOURCE_UNREADABLE);
    }

    @Test
    void open_sourceCutOffInItsHeader_isUnreadable() throws IOException {
        try (FlakySource source = new FlakySource(ToneSource.mp4(), new FlakySource.Mood.CutAt(500))) {
            assertThat(openingFailure(source.input()).failure()).isEqualTo(Failure.SOURCE_UNREADABLE);
        }
    }

    @Test
    void open_sourceSilent_isATimeout() throws IOException {
        harness = new FfmpegHarness(FfmpegHarness.withTimes(
                harness.properties,
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1)));
        try (FlakySource source = new FlakySource(ToneSource.mp4(), new FlakySource.Mood.SilentFrom(500))) {
            assertThat(openingFailure(source.input()).failure()).isEqualTo(Failure.SOURCE_TIMEOUT);
        }
    }

    @Test
    void open_notMedia_isUnsupported() throws IOException {
        Path words = Files.writeString(folder.resolve("words.mp4"), "only words ".repeat(5000));

        assertThat(openingFailure(FfmpegInput.file(words.toString())).failure()).isEqualTo(Failure.MEDIA_UNSUPPORTED);
    }

    @Test
    void open_codecThatMp4CannotCarry_isUnsupported() {
        Path pcm = ToneSource.made(
                "pcm.mov",
                java.util.List.of("-i", ToneSource.mp4().toString(), "-c:v", "copy", "-c:a", "pcm_s16be", "-t", "5"));

        assertThat(openingFailure(FfmpegInput.file(pcm.toString())).failure()).isEqualTo(Failure.MEDIA_UNSUPPORTED);
    }

    @Test
    void open_protocolThatIsNotAllowed_isUnreadable() {
        FfmpegInput input = new FfmpegInput(
                ToneSource.mp4().toUri().toString(),
                Set.of("http", "tcp"),
                java.util.Map.of(),
                "",
                "",
                java.util.List.of());

        assertThat(openingFailure(input).failure()).isEqualTo(Failure.SOURCE_UNREADABLE);
    }

    @Test
    void open_noSuchProgram_isUnavailable() {
        harness = new FfmpegHarness(FfmpegHarness.settings(folder.resolve("no-ffmpeg-here")));

        assertThat(openingFailure(FfmpegInput.file("/dev/null")).failure()).isEqualTo(Failure.FFMPEG_UNAVAILABLE);
        assertThat(harness.exits(ExitClass.NOT_STARTED)).isEqualTo(1);
    }

    @Test
    void open_conditionalHeader_isSentWithEachRead() throws IOException {
        try (FlakySource source = new FlakySource(ToneSource.mp4(), new FlakySource.Mood.Well())) {
            FfmpegInput input = source.input().withHeader("If-Match", "\"v1\"");

            byte[] clip = FfmpegHarness.read(harness.engine.open(FfmpegHarness.request(input, 2_002_000, 4_004_000)));

            assertThat(clip).isNotEmpty();
            assertThat(source.conditions()).isNotEmpty().containsOnly("\"v1\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "mkv", "flv"})
    void body_sourceCutOffInTheMiddle_endsInAnError(String extension) throws IOException {
        Path file = extension.equals("mp4") ? ToneSource.mp4() : ToneSource.in(extension);
        int half = (int) (Files.size(file) / 2);
        try (FlakySource source = new FlakySource(file, new FlakySource.Mood.CutAt(half))) {
            FfmpegInput input = source.input().withMedia("", "h264", java.util.List.of());

            Throwable failure = catchThrowable(
                    () -> FfmpegHarness.read(harness.engine.open(FfmpegHarness.request(input, 1_000_000, 29_000_000))));

            assertThat(failure).isInstanceOf(FailureException.class);
            assertThat(((FailureException) failure).failure()).isIn(Failure.SOURCE_UNREADABLE, Failure.MEDIA_MALFORMED);
        }
    }

    /** FFmpeg ends with 0 after most of these: what stderr says of reading decides. */
    @ParameterizedTest
    @CsvSource({
        "mp4,reset", "mkv,reset", "flv,reset", "ts,reset", "avi,reset",
        "mp4,status", "mkv,status", "flv,status", "ts,status", "avi,status",
        "ts,cut", "avi,cut"
    })
    void body_sourceBreaksInTheMiddle_endsInAnError(String extension, String how) throws IOException {
        Path file = extension.equals("mp4") ? ToneSource.mp4() : ToneSource.in(extension);
        int half = (int) (Files.size(file) / 2);
        FlakySource.Mood mood = switch (how) {
            case "reset" -> new FlakySource.Mood.ResetAt(half);
            case "status" -> new FlakySource.Mood.StatusAfter(half, 500);
            default -> new FlakySource.Mood.CutAt(half);
        };
        try (FlakySource source = new FlakySource(file, mood)) {
            String container = extension.equals("ts") ? "mpegts" : extension;
            FfmpegInput input = source.input().withMedia(container, "h264", java.util.List.of("aac"));

            Throwable failure = catchThrowable(
                    () -> FfmpegHarness.read(harness.engine.open(FfmpegHarness.request(input, 1_000_000, 29_000_000))));

            assertThat(failure).isInstanceOf(FailureException.class);
            assertThat(((FailureException) failure).failure()).isEqualTo(Failure.SOURCE_UNREADABLE);
        }
    }

    /** A file that has become shorter ends for FFmpeg like any other: exit code 0, nothing on stderr. */
    @ParameterizedTest
    @ValueSource(strings = {"mkv", "flv"})
    void body_fileThatHasBecomeShorter_endsInAnError(String extension) throws IOException {
        byte[] whole = Files.readAllBytes(ToneSource.in(extension));
        for (double share : new double[] {0.5, 0.7, 0.9, 0.95}) {
            Path shorter = Files.write(folder.resolve("shorter-" + share + "." + extension), Arrays.copyOf(whole, (int)
                    (whole.length * share)));

            Throwable failure = catchThrowable(() -> FfmpegHarness.read(harness.open(shorter, 1_000_000, 30_000_000)));

            assertThat(failure).as("share %s", share).isInstanceOf(FailureException.class);
        }
    }

    @Test
    void body_sourceFallsSilentInTheMiddle_endsInAnError() throws IOException {
        harness = new FfmpegHarness(FfmpegHarness.withTimes(
                harness.properties,
                Duration.ofSeconds(30),
                Duration.ofMillis(700),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1)));
        try (FlakySource source = new FlakySource(ToneSource.mp4(), new FlakySource.Mood.SilentFrom(2_000_000))) {
            Throwable failure = catchThrowable(() -> FfmpegHarness.read(
                    harness.engine.open(FfmpegHarness.request(source.input(), 1_000_000, 29_000_000))));

            assertThat(failure).isInstanceOf(FailureException.class);
        }
    }

    @Test
    void body_processKilledFromOutside_endsInAnError() throws IOException {
        harness = FfmpegHarness.script(folder, "cat " + fragments() + "; kill -9 $$");

        Throwable failure = catchThrowable(() -> FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 2_002_000)));

        assertThat(failure).isInstanceOf(FailureException.class);
        assertThat(((FailureException) failure).failure()).isEqualTo(Failure.INTERNAL);
        assertThat(harness.exits(ExitClass.SIGNAL)).isEqualTo(1);
    }

    @Test
    void body_realProcessKilledWhileItStreams_endsInAnError() {
        Flux<Integer> sizes = harness.open(ToneSource.mp4(), 0, 30_000_000)
                .flatMapMany(FfmpegStream::body)
                .doOnNext(buffer -> FfmpegHarness.children().forEach(ProcessHandle::destroyForcibly))
                .map(FfmpegHarness::releasedSize);

        Throwable failure = catchThrowable(() -> sizes.blockLast(FfmpegHarness.LIMIT));

        assertThat(failure).isInstanceOf(FailureException.class);
        assertThat(harness.exits(ExitClass.SIGNAL)).isEqualTo(1);
    }

    @Test
    void body_exitsWithAnErrorBehindTheLastByte_endsInAnError() throws IOException {
        harness = FfmpegHarness.script(folder, "cat " + fragments() + "; exit 1");

        assertThat(catchThrowable(() -> FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 2_002_000))))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void body_exitsWithZeroButStderrSaysTheSourceBroke_endsInAnError() throws IOException {
        harness = FfmpegHarness.script(
                folder, "cat " + fragments() + "; echo '[http @ 0x1] Stream ends prematurely at 5, should be 9' >&2");

        Throwable failure = catchThrowable(() -> FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 2_002_000)));

        assertThat(failure).isInstanceOf(FailureException.class);
        assertThat(((FailureException) failure).failure()).isEqualTo(Failure.SOURCE_UNREADABLE);
    }

    @Test
    void body_endsInTheMiddleOfABox_endsInAnError() throws IOException {
        Path whole = fragments();
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(whole, Arrays.copyOf(bytes, bytes.length - 10));
        harness = FfmpegHarness.script(folder, "cat " + whole);

        assertThat(catchThrowable(() -> FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 2_002_000))))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void body_megabytesOnStderr_doNotStopIt() throws IOException {
        harness = FfmpegHarness.script(
                folder, "head -c 8000000 /dev/zero | tr '\\0' 'x' | fold -w 200 >&2; cat " + fragments());

        byte[] clip = FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 2_002_000));

        assertThat(clip).isEqualTo(Files.readAllBytes(fragments()));
    }

    @Test
    void open_hangsAndIgnoresTerm_isKilledWithItsChildren() throws IOException {
        harness = FfmpegHarness.script(
                folder,
                "trap '' TERM INT HUP; sleep 1000 & while :; do sleep 1000; done",
                old -> FfmpegHarness.withTimes(
                        old,
                        Duration.ofMillis(300),
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1)));

        assertThat(openingFailure(FfmpegInput.file("/dev/null")).failure()).isEqualTo(Failure.SOURCE_TIMEOUT);
        assertThat(harness.killed(KillReason.FIRST_BYTE)).isEqualTo(1);
    }

    @Test
    void body_hangsInTheMiddle_isKilledByTheIdleTimeout() throws IOException {
        harness = FfmpegHarness.script(
                folder,
                "cat " + fragments() + "; sleep 1000",
                old -> FfmpegHarness.withTimes(
                        old,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(9),
                        Duration.ofMillis(400),
                        Duration.ofMinutes(1)));

        Throwable failure = catchThrowable(() -> FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 2_002_000)));

        assertThat(failure).isInstanceOf(StreamEndedException.class);
        assertThat(harness.killed(KillReason.SOURCE_STALLED)).isEqualTo(1);
    }

    @Test
    void body_neverSubscribed_isEndedByTheIdleTimeout() throws IOException {
        harness = FfmpegHarness.script(
                folder,
                "cat " + fragments() + "; sleep 1000",
                old -> FfmpegHarness.withTimes(
                        old,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(9),
                        Duration.ofMillis(400),
                        Duration.ofMinutes(1)));

        FfmpegStream stream = harness.open(ToneSource.mp4(), 0, 2_002_000).block(FfmpegHarness.LIMIT);

        harness.assertIdle();
        assertThat(harness.killed(KillReason.CLIENT_STALLED)).isEqualTo(1);
        assertThat(catchThrowable(() -> stream.body().blockLast(FfmpegHarness.LIMIT)))
                .isInstanceOf(StreamEndedException.class);
    }

    @Test
    void body_runsBeyondTheDeadline_isKilled() throws IOException {
        harness = FfmpegHarness.script(
                folder,
                "cat " + fragments() + "; while :; do printf '\\0\\0\\0\\010free'; sleep 0.02; done",
                old -> FfmpegHarness.withTimes(
                        old,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(900)));

        Throwable failure = catchThrowable(() -> FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 2_002_000)));

        assertThat(failure).isInstanceOf(StreamEndedException.class);
        assertThat(harness.killed(KillReason.DEADLINE)).isEqualTo(1);
    }

    /** What FFmpeg gives for the first keyframe interval. */
    private Path fragments() throws IOException {
        Path file = folder.resolve("fragments.mp4");
        if (!Files.exists(file)) {
            Files.write(file, FfmpegHarness.read(FfmpegHarness.real().open(ToneSource.mp4(), 0, 2_002_000)));
        }
        return file;
    }

    private FailureException openingFailure(FfmpegInput input) {
        Throwable failure = catchThrowable(() -> harness.engine
                .open(FfmpegHarness.request(input, 1_001_000, 20_020_000))
                .block(FfmpegHarness.LIMIT));
        assertThat(failure).isInstanceOf(FailureException.class);
        return (FailureException) failure;
    }
}
