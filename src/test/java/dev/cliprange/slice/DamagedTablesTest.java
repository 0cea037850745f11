package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.movie.Movie;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.mp4.TruncatedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables of samples that break the rules: each sample is where FFmpeg and Chromium find it, or the file is malformed. A movie
 * here has four chunks of 10 samples. The first two have three samples each, the others two.
 */
class DamagedTablesTest {

    private static final int FILE_BYTES = 20_000;
    private static final int FIRST_CHUNK = 10_000;
    private static final int CHUNK_BYTES = 1_000;
    private static final int SAMPLE_BYTES = 10;
    private static final String PROPER = "1:3:1 3:2:1";

    /** @param each the samples found in each chunk */
    @ParameterizedTest
    @CsvSource({
        PROPER + ", 3 3 2 2",
        // The number of the first chunk is not used.
        "2:3:1 3:2:1, 3 3 2 2",
        // A run that begins after the last chunk, and has no samples.
        "1:3:1 3:2:1 9:0:1, 3 3 2 2",
        "1:3:1 3:2:1 5:0:1, 3 3 2 2",
        // A run without samples becomes the beginning of the next run.
        "1:1:1 2:0:1 3:3:1, 1 3 3 3",
        "1:1:1 2:7:0 3:3:1, 1 3 3 3",
    })
    void samples_runsThatPlayersCorrect_areInTheirChunks(String runs, String each) {
        assertThat(places(movie(runs, 10, 4, false))).isEqualTo(expected(each));
        assertThat(places(movie(runs, 10, 4, true))).isEqualTo(expected(each));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4})
    void samples_oneRun_isForAllChunksWhateverItsNumberIs(long number) {
        assertThat(places(movie(number + ":3:1", 12, 4, false))).isEqualTo(expected("3 3 3 3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Not in order, twice, or counted from 0.
                "3:2:1 1:3:1",
                "1:3:1 4:1:1 3:2:1",
                "1:3:1 1:3:1 3:2:1",
                "0:3:1 2:2:1",
                // No samples in each chunk, or far too many.
                "1:0:1",
                "1:3:1 3:0:1",
                "1:4294967295:1",
                "1:3:1 3:4294967295:1",
                // After the last chunk.
                PROPER + " 9:5:1",
                "5:3:1",
                // No such sample entry.
                "1:3:0 3:2:1",
                "1:3:2 3:2:1",
                "1:3:1 3:2:77"
            })
    void samples_runsThatContradict_areMalformedForAllReaders(String runs) {
        for (boolean audio : List.of(false, true)) {
            assertThatThrownBy(() -> places(movie(runs, 10, 4, audio)))
                    .isInstanceOfSatisfying(
                            MalformedMp4Exception.class,
                            problem -> assertThat(problem.contradiction()).isTrue())
                    .hasMessageMatching("st(sc|sd|bl) at byte .*(stsc|run|sample entry).*");
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 5, 3 3 2 2", "10, 3, 3 3 2", "11, 4, 3 3 2 2", "8, 4, 3 3 2 0", "7, 4, 3 3 1 0"})
    void samples_otherCountsOfSizesAndChunks_endWithTheFewerOnes(int sizes, int chunks, String each) {
        assertThat(places(movie(PROPER, sizes, chunks, false))).isEqualTo(expected(each));
    }

    /** Only true sync samples are found; the bitstream is asked again later. */
    @ParameterizedTest
    @CsvSource({
        "1 4 8, 1 4 8",
        "0 3 7, 1 4 8",
        "1 1 4 4 4 8 8, 1 4 8",
        "1 4 8 11 4294967295, 1 4 8",
        "4 1 8, 4 8",
        "8 4 1, 8",
        "100 200, ''",
        "'', ''",
    })
    void sync_numbersThatBreakTheRules_areOfSyncSamples(String numbers, String expected) {
        SampleCursor samples =
                movie(PROPER, 10, 4, false, numbers).tracks().getFirst().samples();

        var sync = new ArrayList<Long>();
        for (long number = 1; samples.advance(); number++) {
            if (samples.sync()) {
                sync.add(number);
            }
        }
        assertThat(sync).isEqualTo(LongStream.of(numbers(expected)).boxed().toList());
    }

    @Test
    void samples_beyondTheFile_areTruncatedWithTheMissingBytes() {
        Movie movie = movie("1:900:1", 3600, 4, false);

        // The last chunk begins at 13,000 and has 900 samples.
        assertThatThrownBy(() -> places(movie))
                .isInstanceOf(TruncatedMp4Exception.class)
                .hasMessageContaining("at least 2000 bytes are missing");
    }

    @Test
    void fragments_ofTheirSamples_areRead() {
        assertThat(places(fragments(3, 0, 3, 0))).hasSize(6);
    }

    @Test
    void fragments_moreEntriesThanInTheBox_areMalformed() {
        assertContradiction(() -> fragments(3, 2, 3, 0), "trun at byte", "entries");
    }

    @Test
    void fragments_samplesThatReachIntoTheNextFragment_areMalformed() {
        assertContradiction(() -> fragments(40, 0, 3, 0), "trun at byte", "next fragment");
    }

    @Test
    void fragments_moreSamplesThanTheFileHasBytes_areMalformed() {
        assertContradiction(() -> fragments(100_000, 0, 3, 0), "trun at byte", "do not fit into the file");
    }

    @Test
    void fragments_samplesBeyondTheFile_areTruncatedWithTheMissingBytes() {
        Movie movie = fragments(3, 0, 30, 0);

        assertThatThrownBy(() -> places(movie))
                .isInstanceOf(TruncatedMp4Exception.class)
                .hasMessageContaining("at least 270 bytes are missing");
    }

    @Test
    void fragments_timesBeyondCounting_areUnsupported() {
        assertThatThrownBy(() -> fragments(3, 0, 3, Long.MAX_VALUE))
                .isInstanceOf(UnsupportedMp4Exception.class)
                .hasMessageContaining("tfdt at byte");
    }

    private static void assertContradiction(Runnable reading, String... words) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        MalformedMp4Exception.class,
                        problem -> assertThat(problem.contradiction()).isTrue())
                .hasMessageContainingAll(words);
    }

    private static List<Long> expected(String each) {
        var places = new ArrayList<Long>();
        long[] counts = numbers(each);
        for (int chunk = 0; chunk < counts.length; chunk++) {
            for (int i = 0; i < counts[chunk]; i++) {
                places.add((long) FIRST_CHUNK + (long) chunk * CHUNK_BYTES + (long) i * SAMPLE_BYTES);
            }
        }
        return places;
    }

    private static List<Long> places(Movie movie) {
        var places = new ArrayList<Long>();
        SampleCursor samples = movie.tracks().getFirst().samples();
        while (samples.advance()) {
            assertThat(samples.sizeBytes()).isEqualTo(SAMPLE_BYTES);
            places.add(samples.offsetBytes());
        }
        return places;
    }

    private static long[] numbers(String text) {
        return Arrays.stream(text.split("[ :]"))
                .filter(number -> !number.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static Movie movie(String runs, int sizes, int chunks, boolean audio) {
        return movie(runs, sizes, chunks, audio, "1");
    }

    private static Movie movie(String runs, int sizes, int chunks, boolean audio, String sync) {
        CraftedMovie.Tables tables = writer -> {
            CraftedMovie.table(writer, "stts", 2, sizes, 40);
            CraftedMovie.table(writer, "stss", 1, numbers(sync));
            CraftedMovie.table(writer, "stsc", 3, numbers(runs));
            int stsz = writer.open(FourCc.of("stsz"), 0, 0);
            writer.u32(0).u32(sizes);
            for (int i = 0; i < sizes; i++) {
                writer.u32(SAMPLE_BYTES);
            }
            writer.close(stsz);
            CraftedMovie.table(
                    writer,
                    "stco",
                    1,
                    LongStream.range(0, chunks)
                            .map(chunk -> FIRST_CHUNK + chunk * CHUNK_BYTES)
                            .toArray());
        };
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        (audio ? new CraftedMovie().audio(1000, tables) : new CraftedMovie().video(1000, tables)).write(writer);
        return read(writer, FILE_BYTES);
    }

    /**
     * Two fragments with 30 bytes of samples each. The second one ends the file.
     *
     * @param left out entries of the first one's table
     */
    private static Movie fragments(int first, int left, int second, long startTicks) {
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        new CraftedMovie().fragmentedVideo(1000, SAMPLE_BYTES, 40).write(writer);
        fragment(writer, first, left, startTicks);
        fragment(writer, second, 0, startTicks);
        return read(writer, writer.length());
    }

    private static void fragment(BoxWriter writer, int samples, int left, long startTicks) {
        int start = writer.length();
        int moof = writer.open(FourCc.of("moof"));
        int traf = writer.open(FourCc.of("traf"));
        int tfhd = writer.open(FourCc.of("tfhd"), 0, 0x20000);
        writer.u32(1);
        writer.close(tfhd);
        if (startTicks > 0) {
            int tfdt = writer.open(FourCc.of("tfdt"), 1, 0);
            writer.u64(startTicks);
            writer.close(tfdt);
        }
        int trun = writer.open(FourCc.of("trun"), 0, left > 0 ? 0x201 : 1);
        writer.u32(samples);
        int place = writer.length();
        writer.u32(0);
        for (int i = 0; left > 0 && i < samples - left; i++) {
            writer.u32(SAMPLE_BYTES);
        }
        writer.close(trun);
        writer.close(traf);
        writer.close(moof);
        writer.setU32(place, writer.length() - start + 8L);
        int mdat = writer.open(FourCc.of("mdat"));
        writer.zeros(3 * SAMPLE_BYTES);
        writer.close(mdat);
    }

    private static Movie read(BoxWriter writer, int fileBytes) {
        byte[] file = Arrays.copyOf(writer.toByteArray(), fileBytes);
        var reader = new Mp4Reader(file.length, Mp4Limits.DEFAULT);
        ReadStep step = reader.start();
        while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
            step = reader.resume(spans.stream()
                    .map(span -> ByteBuffer.wrap(file, (int) span.offsetBytes(), (int) span.lengthBytes())
                            .slice())
                    .toList());
        }
        return ((ReadStep.Complete) step).movie();
    }
}
