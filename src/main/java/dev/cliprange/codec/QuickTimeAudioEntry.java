package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.util.List;
import java.util.Optional;

/**
 * The fixed fields of an audio sample entry, and the boxes after them. The entry has ISO's form (12.2.3), which is
 * version 0, or QuickTime's version 1 or 2 (QuickTime File Format, sample descriptions of audio).
 *
 * @param frameBytes in versions 1 and 2 the size of one sample of every channel; 0 in version 0
 */
record QuickTimeAudioEntry(int version, int channels, int sampleBits, int sampleRate, int frameBytes, List<Box> boxes) {

    static QuickTimeAudioEntry parse(Box entry) {
        BoxFields fields = entry.fields().skip(8);
        int version = fields.u16();
        int channels = fields.skip(6).u16();
        int bits = fields.u16();
        int rate = (int) (fields.skip(4).u32() >>> 16);
        return switch (version) {
            case 0 -> new QuickTimeAudioEntry(0, channels, bits, rate, 0, entry.children(fields.index()));
            case 1 -> {
                int frameBytes = (int) Math.min(fields.skip(8).u32(), 0xFFFF);
                yield new QuickTimeAudioEntry(
                        1,
                        channels,
                        bits,
                        rate,
                        frameBytes,
                        entry.children(fields.skip(4).index()));
            }
            case 2 -> {
                double exactRate = Double.longBitsToDouble(fields.skip(4).i64());
                int manyChannels = (int) Math.min(fields.u32(), 0xFFFF);
                int constantBits = (int) Math.min(fields.skip(4).u32(), 0xFFFF);
                int frameBytes = (int) Math.min(fields.skip(4).u32(), 0xFFFF);
                yield new QuickTimeAudioEntry(
                        2,
                        manyChannels,
                        constantBits,
                        exactRate >= 1 && exactRate <= Integer.MAX_VALUE ? (int) exactRate : 0,
                        frameBytes,
                        entry.children(fields.skip(4).index()));
            }
            default -> throw entry.unsupported("audio sample entry version " + version, SampleEntry.SECTION);
        };
    }

    /** Returns the {@code esds}. QuickTime puts it into {@code wave}. */
    Optional<Box> findDecoderConfiguration() {
        return Box.find(boxes, FourCc.of("esds"))
                .or(() -> Box.find(boxes, FourCc.of("wave")).flatMap(wave -> wave.findChild(FourCc.of("esds"))));
    }

    /** Returns this entry in ISO's form. It has no boxes except its decoder configuration. */
    byte[] toIsoEntry(int type, MediaFormat format) {
        var writer = new BoxWriter();
        int start = writer.open(type);
        writer.zeros(6).u16(1).zeros(8);
        writer.u16(format.channels()).u16(16).zeros(4);
        writer.u32(format.sampleRate() > 0xFFFF ? 0 : (long) format.sampleRate() << 16);
        findDecoderConfiguration().ifPresent(box -> writer.bytes(box.toByteArray()));
        writer.close(start);
        return writer.toByteArray();
    }
}
