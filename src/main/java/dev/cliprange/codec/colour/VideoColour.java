package dev.cliprange.codec.colour;

import dev.cliprange.codec.Av1SequenceHeader;
import dev.cliprange.codec.AvcConfiguration;
import dev.cliprange.codec.HevcConfiguration;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Exception;
import java.util.List;
import java.util.Optional;

/**
 * The colours of a video, as code points of ITU-T H.273 (ISO/IEC 23091-2). In each field, 2 means unspecified.
 *
 * @param primaries section 8.1
 * @param transfer section 8.2
 * @param matrix section 8.3
 */
public record VideoColour(int primaries, int transfer, int matrix) {

    public static final VideoColour UNSPECIFIED = new VideoColour(2, 2, 2);

    private static final int COLR = FourCc.of("colr");
    private static final int NCLX = FourCc.of("nclx");
    private static final int COLR_BYTES = 10;
    private static final int VP_CONFIGURATION_BYTES = 12;

    /**
     * Returns the colours of a video entry: those of {@code colr} (ISO/IEC 14496-12, 12.1.5), which take precedence, or else
     * those of the first sequence parameter set (H.264 and H.265, annex E), of {@code vpcC}, or of the sequence header in
     * {@code av1C}. Returns {@link #UNSPECIFIED} if none of them says it, or if they cannot be read.
     */
    public static VideoColour of(SampleEntry entry) {
        return ofBox(entry).or(() -> ofBitstream(entry)).orElse(UNSPECIFIED);
    }

    private static Optional<VideoColour> ofBox(SampleEntry entry) {
        return entry.findChild(COLR)
                .filter(colr -> colr.payload().limit() >= COLR_BYTES)
                .filter(colr -> colr.fields().i32() == NCLX)
                .map(colr -> {
                    BoxFields fields = colr.fields().skip(4);
                    return new VideoColour(fields.u16(), fields.u16(), fields.u16());
                })
                .filter(VideoColour::isSpecified);
    }

    private static Optional<VideoColour> ofBitstream(SampleEntry entry) {
        if (!(entry.format().codec() instanceof VideoCodec codec)) {
            return Optional.empty();
        }
        try {
            return switch (codec) {
                case H264 -> first(AvcConfiguration.of(entry).sps()).flatMap(SequenceColour::ofAvc);
                case HEVC ->
                    first(HevcConfiguration.of(entry).sets(HevcConfiguration.SPS))
                            .flatMap(SequenceColour::ofHevc);
                case AV1 -> ofAv1(entry);
                case VP8, VP9 -> ofVp(entry);
                case VVC, MPEG4 -> Optional.empty();
            };
        } catch (Mp4Exception e) {
            // A clip needs no colours, so a configuration that only the decoder understands is not an error here.
            return Optional.empty();
        }
    }

    private static Optional<byte[]> first(List<byte[]> sets) {
        return sets.stream().findFirst();
    }

    /** VP Codec ISO Media File Format Binding, "VP Codec Configuration Box". Version 0 had other fields. */
    private static Optional<VideoColour> ofVp(SampleEntry entry) {
        return entry.findChild(FourCc.of("vpcC"))
                .filter(box -> box.payload().limit() >= VP_CONFIGURATION_BYTES)
                .filter(box -> box.fields().u8() > 0)
                .map(box -> {
                    BoxFields fields = box.fields().skip(7);
                    return new VideoColour(fields.u8(), fields.u8(), fields.u8());
                });
    }

    private static Optional<VideoColour> ofAv1(SampleEntry entry) {
        return entry.findChild(FourCc.of("av1C"))
                .flatMap(Av1SequenceHeader::of)
                .map(header -> new VideoColour(header.primaries(), header.transfer(), header.matrix()));
    }

    private boolean isSpecified() {
        return transfer != UNSPECIFIED.transfer;
    }
}
