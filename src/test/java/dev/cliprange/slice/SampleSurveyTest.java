package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.movie.Movie;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.SampleSurvey;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a look into the samples costs, and what is made of it. The video is VP9, in which one byte decides. */
class SampleSurveyTest {

    private static final int KEY = 0x82;
    private static final int INTER = 0x86;
    private static final int MOST_LOOKS = 1 << 17;

    /** Which byte a sample begins with, by its offset in the file. */
    @FunctionalInterface
    private interface Media {
        int firstByte(long offsetBytes);
    }

    private final List<ByteSpan> reads = new ArrayList<>();

    @Test
    void everySampleMarked_onlyKeyFramesAreSyncSamples() {
        Movie movie = survey(headers(500, 5000, 5000), offset -> offset / 5000 % 50 == 0 ? KEY : INTER);

        assertThat(syncSamples(movie)).startsWith(0L, 50L, 100L).hasSize(10);
        assertThat(reads).hasSize(500);
    }

    @Test
    void noKeyFrameAtAll_theFirstSampleIsBegunAt() {
        Movie movie = survey(headers(500, 5000, 5000), offset -> INTER);

        assertThat(syncSamples(movie)).containsExactly(0L);
    }

    @Test
    void smallSamples_areReadTogether() {
        survey(headers(20_000, 100, 100), offset -> INTER);

        assertThat(reads).hasSizeLessThan(40);
        assertThat(reads.stream().mapToLong(ByteSpan::lengthBytes).sum()).isLessThan(2_100_000);
    }

    @Test
    void moreThanAreLookedAt_oneOfEachGroup() {
        Movie movie = survey(headers(600_000, 3000, 3000), offset -> KEY);

        assertThat(reads.size()).isLessThanOrEqualTo(MOST_LOOKS);
        assertThat(syncSamples(movie)).hasSizeBetween(MOST_LOOKS / 2, MOST_LOOKS + 1);
    }

    private static byte[] headers(int samples, int bytesEach, int firstOffset) {
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        new CraftedMovie()
                .video(25_000, tables -> {
                    CraftedMovie.table(tables, "stts", 2, samples, 1000);
                    CraftedMovie.table(tables, "stsc", 3, 1, samples, 1);
                    CraftedMovie.constantSizes(tables, bytesEach, samples);
                    CraftedMovie.table(tables, "stco", 1, firstOffset);
                })
                .write(writer);
        writer.u32(1).u32(FourCc.of("mdat")).u64((samples + 2L) * bytesEach);
        return writer.toByteArray();
    }

    private Movie survey(byte[] headers, Media media) {
        long size = headers.length + ByteBuffer.wrap(headers).getLong(headers.length - 8) - 16;
        var reader = new Mp4Reader(size, Mp4Limits.DEFAULT);
        Movie movie = run(reader.start(), reader::resume, span -> header(headers, span));
        var survey = new SampleSurvey(movie);
        return run(survey.start(), survey::resume, span -> {
            reads.add(span);
            return media(media, movie, span);
        });
    }

    private static Movie run(
            ReadStep start, Function<List<ByteBuffer>, ReadStep> resume, Function<ByteSpan, ByteBuffer> read) {
        ReadStep step = start;
        while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
            step = resume.apply(spans.stream().map(read).toList());
        }
        return ((ReadStep.Complete) step).movie();
    }

    private static ByteBuffer header(byte[] headers, ByteSpan span) {
        var bytes = new byte[(int) span.lengthBytes()];
        int length = (int) Math.min(bytes.length, Math.max(0, headers.length - span.offsetBytes()));
        System.arraycopy(headers, (int) Math.min(headers.length, span.offsetBytes()), bytes, 0, length);
        return ByteBuffer.wrap(bytes);
    }

    /** Samples follow each other without a gap and are all of one size. */
    private static ByteBuffer media(Media media, Movie movie, ByteSpan span) {
        SampleCursor first = movie.tracks().getFirst().samples();
        first.advance();
        var bytes = new byte[(int) span.lengthBytes()];
        for (int i = 0; i < bytes.length; i++) {
            long inMedia = span.offsetBytes() + i - first.offsetBytes();
            if (inMedia % first.sizeBytes() == 0) {
                bytes[i] = (byte) media.firstByte(inMedia);
            }
        }
        return ByteBuffer.wrap(bytes);
    }

    private static List<Long> syncSamples(Movie movie) {
        var found = new ArrayList<Long>();
        SampleCursor samples = movie.tracks().getFirst().samples();
        for (long number = 0; samples.advance(); number++) {
            if (samples.sync()) {
                found.add(number);
            }
        }
        return found;
    }
}
