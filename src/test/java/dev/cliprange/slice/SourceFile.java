package dev.cliprange.slice;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.movie.Movie;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.SampleSurvey;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A local file as a source: feeds the reader, keeps the index in memory, writes clips. Counts what it reads. */
public final class SourceFile {

    private final Path file;
    private final IndexDirectory directory;
    private final byte[] pages;
    private final long headerReads;
    private final long headerBytesRead;

    private SourceFile(Path file, IndexDirectory directory, byte[] pages, Reads reads) {
        this.file = file;
        this.directory = directory;
        this.pages = pages;
        this.headerReads = reads.count;
        this.headerBytesRead = reads.bytes;
    }

    /** Reads, looks into the samples, and indexes. */
    public static SourceFile index(Path file, long pageUs) {
        var reads = new Reads();
        return index(file, pageUs, surveyed(file, read(file, reads)), reads);
    }

    /** The same of a file that is all headers: its tables are believed. */
    static SourceFile indexBelieved(Path file, long pageUs) {
        var reads = new Reads();
        return index(file, pageUs, read(file, reads), reads);
    }

    private static SourceFile index(Path file, long pageUs, Movie movie, Reads reads) {
        var pages = new ByteArrayOutputStream();
        IndexDirectory built = IndexBuilder.build(movie, pageUs, pages::writeBytes);
        return new SourceFile(file, IndexDirectory.decode(built.encode()), pages.toByteArray(), reads);
    }

    static Movie read(Path file) {
        return read(file, new Reads());
    }

    private static Movie read(Path file, Reads reads) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var reader = new Mp4Reader(channel.size(), Mp4Limits.DEFAULT);
            return movie(channel, reader.start(), reader::resume, reads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Movie surveyed(Path file, Movie movie) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var survey = new SampleSurvey(movie);
            return movie(channel, survey.start(), survey::resume, new Reads());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Movie movie(
            FileChannel channel, ReadStep first, Function<List<ByteBuffer>, ReadStep> resume, Reads reads)
            throws IOException {
        ReadStep step = first;
        while (step instanceof ReadStep.NeedBytes need) {
            var buffers = new ArrayList<ByteBuffer>();
            for (ByteSpan span : need.spans()) {
                buffers.add(read(channel, span));
                reads.count++;
                reads.bytes += span.lengthBytes();
            }
            step = resume.apply(buffers);
        }
        return ((ReadStep.Complete) step).movie();
    }

    public IndexDirectory directory() {
        return directory;
    }

    long headerReads() {
        return headerReads;
    }

    long headerBytesRead() {
        return headerBytesRead;
    }

    /** A copy of all pages. */
    public byte[] pageBytes() {
        return pages.clone();
    }

    public List<IndexPage> pages(TimeRange range) {
        IndexDirectory.PageSpan span = directory.pagesFor(range);
        return IndexPage.decode(
                directory, span, ByteBuffer.wrap(pages).slice((int) span.span().offsetBytes(), (int)
                        span.span().lengthBytes()));
    }

    public IndexPage page(int number) {
        IndexDirectory.PageSpan span = directory.pages(number, number);
        return IndexPage.decode(
                        directory,
                        span,
                        ByteBuffer.wrap(pages).slice((int) span.span().offsetBytes(), (int)
                                span.span().lengthBytes()))
                .getFirst();
    }

    public ByteLayout plan(TimeRange range) {
        return new SlicePlanner(SlicePlanner.DEFAULT_MAX_GAP_BYTES).plan(directory, pages(range), range);
    }

    /** The bytes {@code [from, to)} of a clip. */
    public byte[] bytes(ByteLayout layout, long from, long to) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var out = new ByteArrayOutputStream();
            for (ByteLayout.Piece piece : layout.pieces(from, to)) {
                ByteBuffer bytes = switch (piece) {
                    case ByteLayout.Piece.InMemory header -> header.bytes();
                    case ByteLayout.Piece.OfSource source -> read(channel, source.span());
                };
                var copy = new byte[bytes.remaining()];
                bytes.get(copy);
                out.writeBytes(copy);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer read(FileChannel channel, ByteSpan span) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(span.lengthBytes()));
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, span.offsetBytes() + buffer.position()) < 0) {
                throw new IOException("end of file inside " + span);
            }
        }
        return buffer.flip();
    }

    private static final class Reads {
        private long count;
        private long bytes;
    }
}
