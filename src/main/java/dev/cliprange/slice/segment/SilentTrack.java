package dev.cliprange.slice.segment;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.TrackHeader;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A track of silence for a clip without audio, in a sequence whose other clips have audio. Its segments have the
 * boundaries of the video, so audio covers the video exactly.
 */
public final class SilentTrack {

    private static final int NO_TRACK = -1;
    private static final int OPUS_RATE = 48_000;
    private static final int MOST_CHANNELS = 6;
    /** By their index (ISO/IEC 14496-3, 1.6.3.4). */
    private static final List<Integer> AAC_RATES =
            List.of(96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000);

    private static final int AAC_PACKET_SAMPLES = 1_024;
    private static final int OPUS_PACKET_SAMPLES = 960;
    private static final int OBJECT_TYPE_LC = 2;

    private SilentTrack() {}

    /** Returns the format of such a track; empty if the sample entry of its codec cannot be written without a source. */
    public static Optional<SilenceFormat> format(AudioCodec codec, int sampleRate, int channels) {
        boolean aac =
                codec == AudioCodec.AAC && AAC_RATES.contains(sampleRate) && channels >= 1 && channels <= MOST_CHANNELS;
        boolean opus = codec == AudioCodec.OPUS && sampleRate == OPUS_RATE && (channels == 1 || channels == 2);
        return aac || opus
                ? Optional.of(new SilenceFormat(
                        codec,
                        sampleRate,
                        channels,
                        aac ? AAC_PACKET_SAMPLES : OPUS_PACKET_SAMPLES,
                        new Timescale(sampleRate)))
                : Optional.empty();
    }

    /** Returns the segments beside those of a video. */
    public static TrackSegments segments(SilenceFormat format, TrackSegments video, Timescale timescale) {
        var segments = new ArrayList<SegmentSpan>();
        for (SegmentSpan shown : video.segments()) {
            long start = format.timescale().fromTicks(shown.startTicks(), timescale, RoundingMode.HALF_UP);
            long end = format.timescale().fromTicks(shown.endTicks(), timescale, RoundingMode.HALF_UP);
            int packets = Math.max(1, format.packets(end - start));
            var samples = new SegmentSamples();
            ticks(format, start, packets).forEach(ticks -> samples.addEncoded(ticks, format.packetBytes(), true));
            segments.add(new SegmentSpan(
                    start, end, 0, 0, MediaSegment.lengthBytes(samples, end), false, packets, Optional.empty()));
        }
        return new TrackSegments(NO_TRACK, 0, segments);
    }

    private static List<Long> ticks(SilenceFormat format, long startTicks, int packets) {
        return LongStream.range(0, packets)
                .mapToObj(i -> startTicks + format.ticks(i))
                .toList();
    }

    /** @param packet a silent packet of the format */
    public static ByteLayout segment(SilenceFormat format, SegmentSpan segment, byte[] packet) {
        var samples = new SegmentSamples();
        samples.addSilent(ticks(format, segment.startTicks(), segment.silentPackets()), packet);
        return MediaSegment.of(samples, segment.startTicks() / format.ticks(1) + 1, segment.endTicks());
    }

    /** Returns the init segment. */
    public static ByteLayout init(SilenceFormat format) {
        SampleEntry entry = SampleEntry.parse(entry(format), TrackKind.AUDIO);
        var tail = new BoxWriter();
        // Volume 1 and the unity matrix, with the fields between them.
        tail.zeros(12).u16(0x100).zeros(2);
        tail.u32(0x10000).zeros(12).u32(0x10000).zeros(12).u32(0x40000000).zeros(8);
        var description = new TrackDescription(
                new TrackHeader(3, tail.toByteArray()),
                format.timescale(),
                "und",
                List.of(entry),
                new PresentationWindow(0, Long.MIN_VALUE, PresentationWindow.OPEN),
                List.of(),
                0,
                0,
                true);
        return new ByteLayout(List.of(), InitSegment.of(description, entry));
    }

    /** ISO/IEC 14496-12, 12.2.3. */
    private static byte[] entry(SilenceFormat format) {
        boolean aac = format.codec() == AudioCodec.AAC;
        var writer = new BoxWriter();
        int entry = writer.open(FourCc.of(aac ? "mp4a" : "Opus"));
        writer.zeros(6).u16(1).zeros(8).u16(format.channels()).u16(16).zeros(4);
        writer.u32(format.sampleRate() > 0xFFFF ? 0 : (long) format.sampleRate() << 16);
        if (aac) {
            writeAac(writer, format);
        } else {
            int configuration = writer.open(FourCc.of("dOps"));
            writer.u8(0).u8(format.channels()).u16(0).u32(OPUS_RATE).u16(0).u8(0);
            writer.close(configuration);
        }
        writer.close(entry);
        return writer.toByteArray();
    }

    /** ISO/IEC 14496-1, 7.2.6, with the configuration of ISO/IEC 14496-3, 1.6.2.1. */
    private static void writeAac(BoxWriter writer, SilenceFormat format) {
        int rate = AAC_RATES.indexOf(format.sampleRate());
        int esds = writer.open(FourCc.of("esds"), 0, 0);
        writer.u8(3).u8(25).u16(0).u8(0);
        writer.u8(4).u8(17).u8(0x40).u8(0x15).zeros(3).u32(format.bitRate()).u32(format.bitRate());
        writer.u8(5).u8(2).u16(OBJECT_TYPE_LC << 11 | rate << 7 | format.channels() << 3);
        writer.u8(6).u8(1).u8(2);
        writer.close(esds);
    }
}
