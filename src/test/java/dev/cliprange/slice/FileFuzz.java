package dev.cliprange.slice;

import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.movie.Movie;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.SampleSurvey;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What Jazzer calls: bytes are a file that is read, indexed and cut. A file is refused by its own exceptions; anything else
 * that is thrown is a finding, and so is an index that does not read back.
 */
public final class FileFuzz {

    /**
     * Behind the input lie zeros: headers alone are then a file whose samples lie inside it. The file ends as the input does:
     * what is looked for there is found.
     */
    private static final int MEDIA_BYTES = 1 << 20;

    private static final long PAGE_US = 2_000_000;

    private FileFuzz() {}

    /** Jazzer's name for it. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Movie movie = read(input);
            var pages = new ByteArrayOutputStream();
            IndexDirectory built = IndexBuilder.build(movie, PAGE_US, pages::writeBytes);
            cut(IndexDirectory.decode(built.encode()), ByteBuffer.wrap(pages.toByteArray()));
        } catch (Mp4Exception e) {
            // Refused, as it should be.
        }
    }

    private static Movie read(byte[] input) {
        var reader = new Mp4Reader(input.length + MEDIA_BYTES, Mp4Limits.DEFAULT);
        ReadStep step = reader.start();
        while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
            var buffers = new ArrayList<ByteBuffer>();
            for (ByteSpan span : spans) {
                buffers.add(bytes(input, span));
            }
            step = reader.resume(buffers);
        }
        return survey(input, ((ReadStep.Complete) step).movie());
    }

    private static Movie survey(byte[] input, Movie movie) {
        var survey = new SampleSurvey(movie);
        ReadStep step = survey.start();
        while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
            step = survey.resume(spans.stream().map(span -> bytes(input, span)).toList());
        }
        return ((ReadStep.Complete) step).movie();
    }

    private static ByteBuffer bytes(byte[] input, ByteSpan span) {
        int from = (int) Math.min(span.offsetBytes(), input.length);
        int to = (int) Math.min(span.endBytes(), input.length);
        byte[] bytes = Arrays.copyOf(Arrays.copyOfRange(input, from, to), (int) span.lengthBytes());
        int end = (int) Math.max(0, span.endBytes() - MEDIA_BYTES);
        int tail = Math.min(end, bytes.length);
        System.arraycopy(input, end - tail, bytes, bytes.length - tail, tail);
        return ByteBuffer.wrap(bytes);
    }

    private static void cut(IndexDirectory directory, ByteBuffer pages) {
        var planner = new SlicePlanner(SlicePlanner.DEFAULT_MAX_GAP_BYTES);
        for (int number :
                new int[] {0, directory.pages().size() / 2, directory.pages().size() - 1}) {
            IndexDirectory.PageSpan one = directory.pages(number, number);
            IndexPage page = IndexPage.decode(directory, one, slice(pages, one)).getFirst();
            long start = directory.pages().get(number).startUs();
            long end = directory.pageEndUs(number);
            if (start < end) {
                long boundary = page.nearestBoundaryUs(start + (end - start) / 3);
                plan(planner, directory, pages, start, end);
                plan(planner, directory, pages, boundary, end);
                plan(planner, directory, pages, start, boundary);
            }
        }
    }

    private static void plan(SlicePlanner planner, IndexDirectory directory, ByteBuffer pages, long start, long end) {
        if (start >= end) {
            return;
        }
        var range = new TimeRange(start, end);
        IndexDirectory.PageSpan span = directory.pagesFor(range);
        try {
            ByteLayout layout = planner.plan(directory, IndexPage.decode(directory, span, slice(pages, span)), range);
            for (ByteSpan source : layout.sourceSpans()) {
                if (source.endBytes() > directory.sourceSizeBytes()) {
                    throw new IllegalStateException("a clip reads beyond its source: " + source);
                }
            }
        } catch (FailureException e) {
            // A page without a frame.
        }
    }

    private static ByteBuffer slice(ByteBuffer pages, IndexDirectory.PageSpan span) {
        return pages.slice((int) span.span().offsetBytes(), (int) span.span().lengthBytes());
    }
}
