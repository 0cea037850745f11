package dev.cliprange.slice.precise;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.Track;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The output of an encoder: the one video track of a file in memory. Its samples are decoded in presentation order. */
public final class EncodedVideo {

    private final SampleEntry entry;
    private final List<ByteBuffer> samples;
    private final BitSet sync;

    private EncodedVideo(SampleEntry entry, List<ByteBuffer> samples, BitSet sync) {
        this.entry = entry;
        this.samples = List.copyOf(samples);
        this.sync = sync;
    }

    /**
     * Reads an MP4.
     *
     * @param file a complete file; must not be modified later
     * @throws Mp4Exception if it is not such a file
     */
    public static EncodedVideo read(byte[] file) {
        var reader = new Mp4Reader(file.length, Mp4Limits.DEFAULT);
        ReadStep step = reader.start();
        while (step instanceof ReadStep.NeedBytes need) {
            step = reader.resume(need.spans().stream()
                    .map(span -> slice(file, span.offsetBytes(), span.lengthBytes()))
                    .toList());
        }
        Track track = ((ReadStep.Complete) step).movie().tracks().getFirst();
        var samples = new ArrayList<ByteBuffer>();
        var sync = new BitSet();
        SampleCursor cursor = track.samples();
        long last = Long.MIN_VALUE;
        while (cursor.advance()) {
            long shown = cursor.decodeTicks() + cursor.compositionOffsetTicks();
            if (shown <= last) {
                throw mismatch(track.entries().getFirst(), "frames that are reordered");
            }
            last = shown;
            sync.set(samples.size(), cursor.sync());
            samples.add(slice(file, cursor.offsetBytes(), cursor.sizeBytes()));
        }
        return new EncodedVideo(track.entries().getFirst(), samples, sync);
    }

    private static ByteBuffer slice(byte[] file, long offsetBytes, long lengthBytes) {
        return ByteBuffer.wrap(file)
                .slice(Math.toIntExact(offsetBytes), Math.toIntExact(lengthBytes))
                .asReadOnlyBuffer();
    }

    SampleEntry entry() {
        return entry;
    }

    List<ByteBuffer> samples() {
        return samples;
    }

    boolean sync(int sample) {
        return sync.get(sample);
    }

    Mp4Exception mismatch(String rule) {
        return mismatch(entry, rule);
    }

    private static Mp4Exception mismatch(SampleEntry entry, String rule) {
        return new UnsupportedMp4Exception(
                FourCc.of("stbl"),
                0,
                "the encoder's " + entry.format().codecString() + " has " + rule,
                "ISO/IEC 14496-12, 8.6",
                UnsupportedMp4Exception.Remedy.NONE);
    }
}
