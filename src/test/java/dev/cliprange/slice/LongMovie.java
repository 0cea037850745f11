package dev.cliprange.slice;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.timeline.ByteSpan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Hours of 60 fps video and two audio tracks, without the media: a file of headers that says it is longer. As a program it
 * indexes one, in a JVM whose heap is all it may take.
 */
final class LongMovie {

    static final int VIDEO_PER_CHUNK = 30;
    private static final int GOP = 120;
    private static final int VIDEO_TICKS = 256;
    private static final int AUDIO_TICKS = 1024;
    private static final int AUDIO_TRACKS = 2;

    private final Random random = new Random(5);
    private final int chunks;
    private final int[] videoSizes;
    private final int[][] audioSizes = new int[AUDIO_TRACKS][];
    private final long[][] offsets;
    private final long mediaBytes;

    private LongMovie(int hours) {
        this.chunks = hours * 7200;
        this.offsets = new long[1 + AUDIO_TRACKS][chunks];
        this.videoSizes = new int[chunks * VIDEO_PER_CHUNK];
        for (int i = 0; i < videoSizes.length; i++) {
            int most = i % GOP == 0 ? 60_000 : i % 2 == 0 ? 6_000 : 1_500;
            videoSizes[i] = most / 3 + random.nextInt(most);
        }
        for (int track = 0; track < AUDIO_TRACKS; track++) {
            audioSizes[track] = new int[firstPacket(chunks)];
            for (int i = 0; i < audioSizes[track].length; i++) {
                audioSizes[track][i] = 150 + random.nextInt(200);
            }
        }
        this.mediaBytes = layOut();
    }

    /** 46.875 packets a second. */
    private static int firstPacket(int chunk) {
        return (int) (chunk * 46_875L / 2000);
    }

    private long layOut() {
        long position = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            offsets[0][chunk] = position;
            for (int i = chunk * VIDEO_PER_CHUNK; i < (chunk + 1) * VIDEO_PER_CHUNK; i++) {
                position += videoSizes[i];
            }
            for (int track = 0; track < AUDIO_TRACKS; track++) {
                offsets[track + 1][chunk] = position;
                for (int i = firstPacket(chunk); i < firstPacket(chunk + 1); i++) {
                    position += audioSizes[track][i];
                }
            }
        }
        return position;
    }

    /** Writes {@code ftyp}, the head of {@code mdat} with a 64-bit size, and {@code moov}; what it returns is the size of the file. */
    static long write(Path headers, int hours) throws IOException {
        var movie = new LongMovie(hours);
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        var moov = new CraftedMovie().video(60 * VIDEO_TICKS, movie::videoTables);
        for (int track = 0; track < AUDIO_TRACKS; track++) {
            int number = track;
            moov.packets(48_000, tables -> movie.audioTables(tables, number));
        }
        moov.write(writer);
        writer.u32(1).u32(FourCc.of("mdat")).u64(movie.mediaBytes + 16);
        Files.write(headers, writer.toByteArray());
        return writer.length() + movie.mediaBytes;
    }

    private void videoTables(BoxWriter writer) {
        int samples = videoSizes.length;
        CraftedMovie.table(writer, "stts", 2, samples, VIDEO_TICKS);
        int ctts = writer.open(FourCc.of("ctts"), 0, 0);
        writer.u32(samples);
        for (int i = 0; i < samples; i++) {
            boolean edge = i % GOP == 0 || i % GOP == GOP - 1;
            writer.u32(1).u32(edge ? VIDEO_TICKS : i % 2 == 1 ? 2 * VIDEO_TICKS : 0);
        }
        writer.close(ctts);
        int stss = writer.open(FourCc.of("stss"), 0, 0);
        writer.u32(samples / GOP);
        for (int i = 0; i < samples; i += GOP) {
            writer.u32(i + 1L);
        }
        writer.close(stss);
        CraftedMovie.table(writer, "stsc", 3, 1, VIDEO_PER_CHUNK, 1);
        sizesAndOffsets(writer, videoSizes, offsets[0]);
    }

    private void audioTables(BoxWriter writer, int track) {
        CraftedMovie.table(writer, "stts", 2, audioSizes[track].length, AUDIO_TICKS);
        int stsc = writer.open(FourCc.of("stsc"), 0, 0);
        writer.u32(chunks);
        for (int chunk = 0; chunk < chunks; chunk++) {
            writer.u32(chunk + 1L)
                    .u32(firstPacket(chunk + 1) - firstPacket(chunk))
                    .u32(1);
        }
        writer.close(stsc);
        sizesAndOffsets(writer, audioSizes[track], offsets[track + 1]);
    }

    private static void sizesAndOffsets(BoxWriter writer, int[] sizes, long[] offsets) {
        int stsz = writer.open(FourCc.of("stsz"), 0, 0);
        writer.u32(0).u32(sizes.length);
        for (int size : sizes) {
            writer.u32(size);
        }
        writer.close(stsz);
        int co64 = writer.open(FourCc.of("co64"), 0, 0);
        writer.u32(offsets.length);
        for (long offset : offsets) {
            writer.u64(offset);
        }
        writer.close(co64);
    }

    /** Takes the headers' file and the size it claims; prints samples, bytes of all pages, and bytes of the directory. */
    public static void main(String[] arguments) throws IOException {
        long sizeBytes = Long.parseLong(arguments[1]);
        try (FileChannel file = FileChannel.open(Path.of(arguments[0]))) {
            var reader = new Mp4Reader(sizeBytes, Mp4Limits.DEFAULT);
            ReadStep step = reader.start();
            while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
                var buffers = new ArrayList<ByteBuffer>();
                for (ByteSpan span : spans) {
                    var buffer = ByteBuffer.allocate((int) span.lengthBytes());
                    file.read(buffer, span.offsetBytes());
                    buffers.add(buffer.clear());
                }
                step = reader.resume(buffers);
            }
            var pages = new ByteArrayOutputStream();
            IndexDirectory directory = IndexBuilder.build(((ReadStep.Complete) step).movie(), pages::writeBytes);
            byte[] stored = pages.toByteArray();
            System.out.println(directory.frames() + "\t" + stored.length + "\t" + directory.encode().length);
        }
    }
}
