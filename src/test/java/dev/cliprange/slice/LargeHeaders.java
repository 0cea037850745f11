package dev.cliprange.slice;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.timeline.ByteSpan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fragmented files of 150 MB that are nearly nothing but {@code moof} boxes, read as they are made up. Run as a program of its
 * own, so that its heap is all it may take.
 */
final class LargeHeaders {

    static final long FILE_BYTES = 150L << 20;
    private static final int MEDIA_BYTES = 16;

    private LargeHeaders() {}

    /** A file: its beginning, and one fragment that is repeated to its end. */
    private record Made(byte[] beginning, byte[] fragment, long sizeBytes) {

        void copy(long from, byte[] to) {
            for (int i = 0; i < to.length; ) {
                long at = from + i;
                boolean first = at < beginning.length;
                byte[] part = first ? beginning : fragment;
                int index = (int) (first ? at : (at - beginning.length) % fragment.length);
                int length = Math.min(part.length - index, to.length - i);
                System.arraycopy(part, index, to, i, length);
                i += length;
            }
        }
    }

    /** Prints for each file its name and what became of it, with a given number of bytes for headers. */
    public static void main(String[] arguments) {
        long headerBytes = Long.parseLong(arguments[0]);
        print("unused bytes in each fragment", file(1, 1, 60_000, 0x1), headerBytes);
        print("runs without samples", file(4_000, 0, 0, 0x1), headerBytes);
        print("runs of one sample", file(4_000, 1, 0, 0x1), headerBytes);
        print("samples with all their fields", file(1, 60_000, 0, 0xF01), headerBytes);
        print("fragments without tracks", empty(), headerBytes);
    }

    /** Writes a file of samples with all their fields. */
    static void write(Path target) throws IOException {
        Made file = file(1, 60_000, 0, 0xF01);
        try (var output = Files.newOutputStream(target)) {
            var piece = new byte[1 << 20];
            for (long at = 0; at < file.sizeBytes(); at += piece.length) {
                file.copy(at, piece);
                output.write(piece, 0, (int) Math.min(piece.length, file.sizeBytes() - at));
            }
        }
    }

    private static void print(String name, Made file, long headerBytes) {
        System.out.println(name + "\t" + index(file, headerBytes));
    }

    private static String index(Made file, long headerBytes) {
        try {
            var reader = new Mp4Reader(file.sizeBytes(), Mp4Limits.DEFAULT.withHeaderBytes(headerBytes));
            ReadStep step = reader.start();
            while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
                var buffers = new ArrayList<ByteBuffer>();
                for (ByteSpan span : spans) {
                    var bytes = new byte[(int) span.lengthBytes()];
                    file.copy(span.offsetBytes(), bytes);
                    buffers.add(ByteBuffer.wrap(bytes));
                }
                step = reader.resume(buffers);
            }
            IndexDirectory directory =
                    IndexBuilder.build(((ReadStep.Complete) step).movie(), page -> {}, headerBytes / 4);
            return "indexed " + directory.frames();
        } catch (Mp4Exception e) {
            return e.reason();
        }
    }

    /**
     * @param flags of each {@code trun}; with 0xF00 its samples have all their fields
     * @param unused bytes of a box in the {@code moof} that nothing is read from
     */
    private static Made file(int runs, int samples, int unused, int flags) {
        var writer = new BoxWriter();
        int moof = writer.open(FourCc.of("moof"));
        int traf = writer.open(FourCc.of("traf"));
        int tfhd = writer.open(FourCc.of("tfhd"), 0, 0x20000);
        writer.u32(1);
        writer.close(tfhd);
        for (int i = 0; i < runs; i++) {
            int trun = writer.open(FourCc.of("trun"), 0, flags);
            writer.u32(samples).u32(8);
            for (int sample = 0; sample < samples && (flags & 0xF00) != 0; sample++) {
                writer.u32(40).u32(MEDIA_BYTES).u32(0).u32(0);
            }
            writer.close(trun);
        }
        writer.close(traf);
        int free = writer.open(FourCc.of("free"));
        writer.zeros(unused);
        writer.close(free);
        writer.close(moof);
        int mdat = writer.open(FourCc.of("mdat"));
        writer.zeros(MEDIA_BYTES);
        writer.close(mdat);
        return made(writer.toByteArray());
    }

    private static Made empty() {
        var writer = new BoxWriter();
        int moof = writer.open(FourCc.of("moof"));
        writer.zeros(0);
        writer.close(moof);
        return made(writer.toByteArray());
    }

    private static Made made(byte[] fragment) {
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        new CraftedMovie().fragmentedVideo(1000, MEDIA_BYTES, 40).write(writer);
        byte[] beginning = writer.toByteArray();
        long fragments = (FILE_BYTES - beginning.length) / fragment.length;
        return new Made(beginning, fragment, beginning.length + fragments * fragment.length);
    }
}
