package dev.cliprange.slice;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.SampleSurvey;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.timeline.ByteSpan;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of 100 kB that claim to be more. Run as a program of its own, so that its heap is all it may take. */
final class HostileSources {

    static final int FILE_BYTES = 100_000;
    private static final long ALL = 0xFFFF_FFFFL;
    private static final int A_MINUTE = 61;

    private HostileSources() {}

    /** Prints, for each file: its name, what became of it, and the bytes that were allocated for it. */
    public static void main(String[] arguments) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            long before = threads.getCurrentThreadAllocatedBytes();
            String outcome = index(file.getValue());
            System.out.println(
                    file.getKey() + "\t" + outcome + "\t" + (threads.getCurrentThreadAllocatedBytes() - before));
        }
    }

    private static String index(byte[] file) {
        try {
            var reader = new Mp4Reader(file.length, Mp4Limits.DEFAULT);
            ReadStep step = reader.start();
            while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
                var buffers = new ArrayList<ByteBuffer>();
                for (ByteSpan span : spans) {
                    buffers.add(ByteBuffer.wrap(file, (int) span.offsetBytes(), (int) span.lengthBytes())
                            .slice());
                }
                step = reader.resume(buffers);
            }
            var survey = new SampleSurvey(((ReadStep.Complete) step).movie());
            step = survey.start();
            while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
                step = survey.resume(spans.stream()
                        .map(span -> ByteBuffer.wrap(file, (int) span.offsetBytes(), (int) span.lengthBytes())
                                .slice())
                        .toList());
            }
            var pages = new ByteArrayOutputStream();
            IndexDirectory built = IndexBuilder.build(((ReadStep.Complete) step).movie(), pages::writeBytes);
            IndexDirectory directory = IndexDirectory.decode(built.encode());
            ByteBuffer bytes = ByteBuffer.wrap(pages.toByteArray());
            for (int number = 0; number < directory.pages().size(); number++) {
                var page = directory.pages().get(number);
                IndexPage.decode(directory, number, bytes.slice((int) page.offsetBytes(), page.lengthBytes()));
            }
            return "indexed";
        } catch (Mp4Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    private static Map<String, byte[]> files() {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("a sample for each byte", file(video(FILE_BYTES - 2_000, 40, FILE_BYTES - 2_000)));
        files.put("samples beyond counting", file(video(ALL, 40, ALL)));
        files.put("times beyond counting", file(video(100, ALL, ALL)));
        files.put("a page for each sample", file(video(20_000, A_MINUTE * 1000L, 20_000)));
        files.put(
                "a page for each sample, all sound in each",
                file(new CraftedMovie()
                        .video(1000, tables(20_000, A_MINUTE * 1000L, 20_000))
                        .audio(1000, writer -> {
                            tables(20_000, A_MINUTE * 1000L, 20_000).write(writer);
                            CraftedMovie.table(writer, "stss", 1, 1);
                        })));
        for (String table : List.of("stts", "ctts", "stss", "stsc", "stco", "stsz", "sgpd", "sbgp")) {
            files.put("a " + table + " of four thousand million entries", file(withLyingTable(table)));
        }
        var tracks = new CraftedMovie();
        for (int i = 0; i < 60; i++) {
            tracks.audio(1000, tables(90_000, 20, 90_000));
        }
        files.put("sixty tracks over the same bytes", file(tracks));
        files.put("boxes inside boxes", nested());
        files.put("empty boxes", filled("free", 8, 8));
        files.put("fragments without end", filled("moof", 8, 8));
        files.put("a box of no size", filled("moov", FILE_BYTES, 0));
        files.put("a box of 64 bits", filled("moov", FILE_BYTES, 1));
        return files;
    }

    private static CraftedMovie video(long samples, long delta, long timed) {
        return new CraftedMovie().video(1000, tables(samples, delta, timed));
    }

    private static CraftedMovie.Tables tables(long samples, long delta, long timed) {
        return writer -> {
            CraftedMovie.table(writer, "stts", 2, timed, delta);
            CraftedMovie.table(writer, "stsc", 3, 1, samples, 1);
            CraftedMovie.constantSizes(writer, 1, samples);
            CraftedMovie.table(writer, "stco", 1, 100);
        };
    }

    private static CraftedMovie withLyingTable(String type) {
        return new CraftedMovie().video(1000, writer -> {
            int box = writer.open(FourCc.of(type), 0, 0);
            boolean group = type.equals("sgpd") || type.equals("sbgp");
            writer.u32(group ? FourCc.of("roll") : ALL).u32(ALL).u32(ALL).u32(ALL);
            writer.close(box);
            tables(100, 40, 100).write(writer);
        });
    }

    private static byte[] file(CraftedMovie movie) {
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        movie.write(writer);
        int mdat = writer.open(FourCc.of("mdat"));
        writer.zeros(Math.max(0, FILE_BYTES - writer.length()));
        writer.close(mdat);
        return writer.toByteArray();
    }

    private static byte[] nested() {
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        int start = writer.length();
        for (int at = start; at < FILE_BYTES - 8; at += 8) {
            writer.u32(FILE_BYTES - at).u32(FourCc.of(at == start ? "moov" : "trak"));
        }
        return writer.zeros(FILE_BYTES - writer.length()).toByteArray();
    }

    private static byte[] filled(String type, int bytesEach, int size) {
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        while (writer.length() < FILE_BYTES) {
            int bytes = Math.min(bytesEach, FILE_BYTES - writer.length());
            writer.u32(size).u32(FourCc.of(type)).zeros(Math.max(0, bytes - 8));
        }
        return writer.toByteArray();
    }
}
