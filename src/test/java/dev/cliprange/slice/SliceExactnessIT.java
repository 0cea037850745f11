package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MatrixSource;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Pcm;
import dev.cliprange.timeline.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The differential test: what FFmpeg decodes of a clip is what it decodes of the source between the clip's ends, no frame
 * more and no fewer. Four ranges of each source by default; with {@code -Dcliprange.full=true} twenty-four, and the long files
 * of the corpus; {@code -Dcliprange.sources=avc-.*} picks sources by name. What was compared is counted into
 * {@code target/exactness.txt}.
 */
class SliceExactnessIT {

    private static final Path CORPUS = Path.of(System.getProperty("cliprange.corpus", "../shared/media"));
    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final Pattern SOURCES = Pattern.compile(System.getProperty("cliprange.sources", ".*"));
    /** Short, so that most ranges lie in several pages. */
    private static final long PAGE_US = 2_000_000;

    private static final long LONG_US = 30_000_000;
    private static final int A_PACKET = 1024;
    /** FLAC's. FFmpeg 5.1 plays the last packet to its end, whatever the edit list says. */
    private static final int LONGEST_PACKET = 4608;

    /** Files that are not cut, and the reason they are given. */
    private static final Map<String, String> REFUSED = Map.of(
            "sample_fragmented_widevine.mp4", "the media is encrypted",
            "sample_malformed_free_box.mp4", "free at byte 32: size 3",
            "sample_missing_stsd.mp4", "has no stsd",
            "bbb_642x642_768kbps_30fps_vp9.webm", "not an MP4",
            "sample.mkv", "not an MP4",
            "sample.avi", "not an MP4",
            "sample.flv", "not an MP4",
            "bbb_2500ms.ts", "not an MP4");

    /**
     * Its sync samples are I pictures that are neither IDR nor marked as recovery points. FFmpeg decodes what follows one of
     * them bit by bit, but withholds pictures it cannot be sure of (with edit lists ignored too, and wherever a clip's
     * decoding begins but at the file's one IDR); so here they are asked for. They are still compared by their pixels.
     */
    private static final String WITHOUT_RECOVERY_POINTS = "iibbibb_editlist_videoonly.mp4";

    private static final ExactnessTally TALLY = new ExactnessTally();

    @TempDir
    private Path folder;

    static Stream<Arguments> matrix() {
        return MediaMatrix.isoEntries().stream()
                .filter(entry -> !entry.name().equals("prores"))
                .filter(entry -> SOURCES.matcher(entry.name()).matches())
                .map(entry -> Arguments.of(Named.of(entry.name(), entry)));
    }

    static Stream<Arguments> corpus() throws IOException {
        if (!Files.isDirectory(CORPUS)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files
                    .filter(Mp4Facts::isIsoMedia)
                    .filter(file -> !REFUSED.containsKey(file.getFileName().toString()))
                    .filter(file ->
                            SOURCES.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .map(file -> Arguments.of(Named.of(file.getFileName().toString(), file)))
                    .toList()
                    .stream();
        }
    }

    @AfterAll
    static void writeTally() throws IOException {
        TALLY.write(Path.of("target", "exactness.txt"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("matrix")
    void clip_ofMadeSource_showsExactlyItsRange(MediaMatrix.Entry entry) throws IOException {
        MatrixSource.assertUsable(entry);
        assertClipsAreExact(entry.file());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("corpus")
    void clip_ofCorpusFile_showsExactlyItsRange(Path file) throws IOException {
        assertClipsAreExact(file);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("refused")
    void file_thatCannotBeCut_isRefusedWithAReason(Path file, String reason) {
        assertThatThrownBy(() -> SourceFile.index(file, PAGE_US))
                .isInstanceOf(Mp4Exception.class)
                .hasMessageContaining(reason);
        TALLY.leftOut(file, "refused: " + reason);
    }

    static Stream<Arguments> refused() {
        return REFUSED.entrySet().stream()
                .map(entry -> Arguments.of(CORPUS.resolve(entry.getKey()), entry.getValue()))
                .filter(arguments -> Files.exists((Path) arguments.get()[0]));
    }

    private void assertClipsAreExact(Path file) throws IOException {
        SourceFile source = SourceFile.index(file, PAGE_US);
        assumeTrue(FULL || source.directory().durationUs() < LONG_US, "long to decode: with -Dcliprange.full=true");
        TALLY.file();
        List<TimeRange> ranges = FULL ? ExactnessRanges.many(source) : ExactnessRanges.few(source);
        // Most of the time goes into starting FFmpeg, on one core each.
        ranges.parallelStream().forEach(range -> assertExact(source, file, range));
    }

    private void assertExact(SourceFile source, Path file, TimeRange range) {
        try {
            assertExactClip(source, file, range);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertExactClip(SourceFile source, Path file, TimeRange range) throws IOException {
        ByteLayout layout = source.plan(range);
        Path clip = folder.resolve("clip-" + range.startUs() + "-" + range.endUs() + ".mp4");
        Files.write(clip, source.bytes(layout, 0, layout.lengthBytes()));
        try {
            assertThat(Files.size(clip)).isEqualTo(layout.lengthBytes());
            if (source.directory().video().isPresent()) {
                assertFrames(file, clip, range);
            }
            for (int audio = 0; audio < source.directory().audio().size(); audio++) {
                assertSound(source, file, clip, range, audio);
            }
            assertDurations(source, clip, range);
        } finally {
            Files.delete(clip);
        }
    }

    private static void assertFrames(Path file, Path clip, TimeRange range) {
        var expected = Oracle.frames(file);
        if (expected.isEmpty()) {
            TALLY.leftOut(file, "video: this FFmpeg has no decoder");
            return;
        }
        List<Frame> inRange = expected.get().stream()
                .filter(frame -> range.contains(frame.presentationUs()))
                .toList();
        Oracle.Edits edits = file.endsWith(WITHOUT_RECOVERY_POINTS)
                ? Oracle.Edits.HONOURED_AND_UNSURE_PICTURES_SHOWN
                : Oracle.Edits.HONOURED;
        List<Frame> shown = Oracle.pictures(clip, edits).orElseThrow().frames();
        assertThat(shown)
                .as("frames of %s", range)
                .extracting(Frame::md5)
                .containsExactlyElementsOf(inRange.stream().map(Frame::md5).toList());
        for (int i = 0; i < shown.size(); i++) {
            assertThat(shown.get(i).presentationUs())
                    .as("time of frame %d of %s", i, range)
                    .isCloseTo(inRange.get(i).presentationUs() - range.startUs(), within(2L));
        }
        TALLY.frames(shown.size());
    }

    private static void assertSound(SourceFile source, Path file, Path clip, TimeRange range, int audio) {
        TrackDescription track = audioTracks(source).get(audio);
        var expected = Oracle.pcm(file, audio);
        if (expected.isEmpty() || !expected.get().contiguous()) {
            TALLY.leftOut(file, "audio: no decoder, or its packets have gaps");
            return;
        }
        Pcm whole = expected.get();
        long zero = whole.sampleAtUs(range.startUs());
        long from = Math.max(zero, whole.startSample());
        long to = Math.min(whole.sampleAtUs(range.endUs()), whole.endSample());
        if (track.timescale().ticksPerSecond() != whole.sampleRate() || to - from < 2 * A_PACKET) {
            // FFmpeg itself rounds where ticks are not samples, and hears less than a packet or two in its own way.
            TALLY.leftOut(file, to - from < 2 * A_PACKET ? "audio: under two packets" : "audio: ticks are not samples");
            return;
        }
        Pcm cut = Oracle.pcm(clip, audio).orElseThrow();
        String sound = (isMade(file) ? "made " : "") + track.format().codec().commonName();
        float difference = Pcm.peakDifference(whole.window(from, to - 1), cut.window(from - zero, to - zero - 1));
        assertThat(difference).as("sound of %s in %s", sound, range).isLessThanOrEqualTo(tolerance(sound));
        TALLY.sound(sound, to - from - 1, difference);
        assertThat(cut.endSample()).as("end of the sound").isLessThanOrEqualTo(to - zero + LONGEST_PACKET);
    }

    /**
     * A chirp off by one sample differs by more than 0.05. Decoders of AAC and AC-3 invent noise, though not in what we made;
     * Opus forgets slowly what it did not see.
     */
    private static float tolerance(String sound) {
        return switch (sound) {
            case "made pcm", "pcm", "made flac", "flac", "made alac", "alac" -> 0;
            case "made aac" -> 0.0001f;
            case "made opus", "opus" -> 0.002f;
            default -> 0.01f;
        };
    }

    private static boolean isMade(Path file) {
        return !file.toAbsolutePath().startsWith(CORPUS.toAbsolutePath());
    }

    private static List<TrackDescription> audioTracks(SourceFile source) {
        return source.directory().tracks().stream()
                .filter(track -> track.kind() == TrackKind.AUDIO)
                .toList();
    }

    /** The movie's and each track's: what a player shows before it has decoded anything. */
    private static void assertDurations(SourceFile source, Path clip, TimeRange range) {
        Mp4Facts facts = Mp4Facts.of(clip);
        long endUs = Math.min(range.endUs(), source.directory().durationUs());
        assertThat(facts.durationUs()).as("movie duration").isCloseTo(endUs - range.startUs(), within(25L));
        for (Mp4Facts.Track track : facts.tracks()) {
            long ticks = track.edits().stream()
                    .mapToLong(Mp4Facts.Edit::durationTicks)
                    .sum();
            assertThat(track.movieDurationTicks()).as("tkhd duration").isEqualTo(ticks);
            assertThat(track.movieDurationTicks()).as("tkhd duration").isLessThanOrEqualTo(facts.durationTicks());
        }
        Mp4Facts.Track leader = facts.tracks().getFirst();
        assertThat(leader.durationUs()).as("duration of the first track").isCloseTo(facts.durationUs(), within(25L));
        TALLY.durations();
    }
}
