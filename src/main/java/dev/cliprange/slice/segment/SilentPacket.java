package dev.cliprange.slice.segment;

import dev.cliprange.movie.Movie;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.Track;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A silent packet, from the output of an encoder of silence. */
public final class SilentPacket {

    /** The first packets differ: an encoder begins with its delay. */
    private static final int SKIPPED = 8;

    private SilentPacket() {}

    /**
     * Returns the bytes of a packet.
     *
     * @param file a complete MP4 of silence, about half a second
     * @throws Mp4Exception if it is no such file, or its packets do not fit the format
     */
    public static byte[] of(byte[] file, SilenceFormat format) {
        Track track = movie(file).tracks().getFirst();
        boolean fits = track.format().codec() == format.codec()
                && track.format().channels() == format.channels()
                && track.format().sampleRate() == format.sampleRate();
        if (!fits) {
            throw unfit("the format " + track.format().codecString() + ", "
                    + track.format().sampleRate() + " Hz, " + track.format().channels() + " channels");
        }
        List<byte[]> packets = packets(file, track, format);
        if (packets.size() <= SKIPPED + 1) {
            throw unfit(packets.size() + " packets");
        }
        return packets.get(SKIPPED);
    }

    private static List<byte[]> packets(byte[] file, Track track, SilenceFormat format) {
        long ticks = Timescale.rescale(
                format.packetSamples(), track.timescale().ticksPerSecond(), format.sampleRate(), RoundingMode.HALF_UP);
        var packets = new ArrayList<byte[]>();
        SampleCursor cursor = track.samples();
        long before = -1;
        while (cursor.advance()) {
            if (before >= 0 && Math.abs(cursor.decodeTicks() - before - ticks) > 1) {
                throw unfit("packets of " + (cursor.decodeTicks() - before) + " ticks");
            }
            before = cursor.decodeTicks();
            var packet = new byte[cursor.sizeBytes()];
            ByteBuffer.wrap(file).get(Math.toIntExact(cursor.offsetBytes()), packet);
            packets.add(packet);
        }
        return packets;
    }

    private static Movie movie(byte[] file) {
        var reader = new Mp4Reader(file.length, Mp4Limits.DEFAULT);
        ReadStep step = reader.start();
        while (step instanceof ReadStep.NeedBytes need) {
            step = reader.resume(need.spans().stream()
                    .map(span -> ByteBuffer.wrap(file)
                            .slice(Math.toIntExact(span.offsetBytes()), Math.toIntExact(span.lengthBytes())))
                    .toList());
        }
        return ((ReadStep.Complete) step).movie();
    }

    private static Mp4Exception unfit(String found) {
        return new UnsupportedMp4Exception(
                FourCc.of("stsd"),
                0,
                "the encoder's silence has " + found,
                "ISO/IEC 14496-12, 8.5.2",
                UnsupportedMp4Exception.Remedy.NONE);
    }
}
