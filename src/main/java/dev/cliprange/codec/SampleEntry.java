package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An entry of {@code stsd} that can be written into a clip (ISO/IEC 14496-12, 8.5.2). It is the source's entry without
 * changes, except in two cases where players are strict: {@code hev1} with all parameter sets outside the samples
 * becomes {@code hvc1}, and QuickTime's entry for AAC becomes ISO's.
 */
public final class SampleEntry {

    public static final String SECTION = "ISO/IEC 14496-12, 8.5.2";
    private static final int MAX_BYTES = 1 << 20;
    /** ISO/IEC 14496-12, 12.2.3, in an entry of version 0. */
    private static final int AUDIO_CHILDREN_AT = 28;
    /** In {@code dOps}, after its header, its version and its number of channels. */
    private static final int PRE_SKIP_AT = 10;

    private static final List<Integer> ENCRYPTED =
            List.of(FourCc.of("encv"), FourCc.of("enca"), FourCc.of("drmi"), FourCc.of("drms"), FourCc.of("p608"));

    private final byte[] bytes;
    private final MediaFormat format;
    private final boolean quickTime;

    private SampleEntry(byte[] bytes, MediaFormat format, boolean quickTime) {
        this.bytes = bytes;
        this.format = format;
        this.quickTime = quickTime;
    }

    /**
     * Reads an entry that {@link #toByteArray()} returned.
     *
     * @throws Mp4Exception if the bytes are not a sample entry
     */
    public static SampleEntry parse(byte[] bytes, TrackKind kind) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < 8) {
            throw new MalformedMp4Exception(FourCc.of("stsd"), 0, "an entry of " + bytes.length + " bytes", SECTION);
        }
        return of(new Box(buffer.getInt(4), 0, buffer.slice(8, bytes.length - 8), 8), kind);
    }

    public static SampleEntry of(Box entry, TrackKind kind) {
        if (entry.payload().limit() > MAX_BYTES) {
            throw entry.unsupported("a sample entry of more than " + MAX_BYTES + " bytes", SECTION);
        }
        if (ENCRYPTED.contains(entry.type())) {
            throw encrypted(entry);
        }
        return switch (kind) {
            case VIDEO -> video(entry);
            case AUDIO -> audio(entry);
            case TEXT -> text(entry);
        };
    }

    private static SampleEntry video(Box entry) {
        List<Box> boxes = entry.children(VideoFormats.CHILDREN_AT);
        refuseProtected(entry, boxes);
        MediaFormat format = VideoFormats.of(entry, boxes);
        byte[] bytes = entry.toByteArray();
        if (entry.type() == FourCc.of("hev1") && VideoFormats.parameterSetsAreOutside(boxes)) {
            ByteBuffer.wrap(bytes).putInt(4, FourCc.of("hvc1"));
            format = VideoFormats.of(new Box(FourCc.of("hvc1"), entry.offsetBytes(), entry.payload(), 8), boxes);
        }
        return new SampleEntry(bytes, format, false);
    }

    private static SampleEntry text(Box entry) {
        return switch (FourCc.text(entry.type())) {
            case "tx3g" -> new SampleEntry(entry.toByteArray(), MediaFormat.text(TextCodec.TX3G), false);
            case "wvtt" -> new SampleEntry(entry.toByteArray(), MediaFormat.text(TextCodec.WVTT), false);
            case "stpp" -> new SampleEntry(entry.toByteArray(), MediaFormat.text(TextCodec.STPP), false);
            default -> throw entry.unsupported("a text format other than tx3g, wvtt and stpp", SECTION);
        };
    }

    private static SampleEntry audio(Box entry) {
        QuickTimeAudioEntry audio = QuickTimeAudioEntry.parse(entry);
        refuseProtected(entry, audio.boxes());
        MediaFormat format = AudioFormats.of(entry, audio);
        if (audio.version() > 0 && entry.type() == FourCc.of("mp4a")) {
            return new SampleEntry(audio.toIsoEntry(entry.type(), format), format, false);
        }
        boolean quickTime = audio.version() > 0 || AudioFormats.onlyQuickTime(entry.type());
        return new SampleEntry(entry.toByteArray(), format, quickTime);
    }

    private static void refuseProtected(Box entry, List<Box> boxes) {
        if (Box.find(boxes, FourCc.of("sinf")).isPresent()) {
            throw encrypted(entry);
        }
    }

    private static UnsupportedMp4Exception encrypted(Box entry) {
        return new UnsupportedMp4Exception(
                entry.type(),
                entry.offsetBytes(),
                "the media is encrypted",
                "ISO/IEC 14496-12, 8.12",
                UnsupportedMp4Exception.Remedy.NONE);
    }

    /** @throws MalformedMp4Exception if this video entry has no such box */
    public Box child(int type) {
        Box entry = box();
        return Box.get(entry.children(VideoFormats.CHILDREN_AT), type, entry, SECTION);
    }

    /** Returns a child box of a video entry. */
    public Optional<Box> findChild(int type) {
        return Box.find(box().children(VideoFormats.CHILDREN_AT), type);
    }

    /** Returns this video entry with the box of the same type replaced. */
    public SampleEntry withChild(byte[] whole) {
        int type = ByteBuffer.wrap(whole).getInt(4);
        var writer = new BoxWriter();
        int start = writer.open(ByteBuffer.wrap(bytes).getInt(4));
        writer.bytes(Arrays.copyOfRange(bytes, 8, 8 + VideoFormats.CHILDREN_AT));
        for (Box child : box().children(VideoFormats.CHILDREN_AT)) {
            writer.bytes(child.type() == type ? whole : child.toByteArray());
        }
        writer.close(start);
        return parse(writer.toByteArray(), TrackKind.VIDEO);
    }

    /** Returns this video entry with another type, for example {@code avc3}. */
    public SampleEntry ofType(int type) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putInt(4, type);
        return new SampleEntry(
                changed,
                VideoFormats.of(new Box(type, 0, ByteBuffer.wrap(changed).slice(8, changed.length - 8), 8), children()),
                quickTime);
    }

    /**
     * Returns this audio entry without a pre-skip, if it is one of Opus (Encapsulation of Opus in ISO Base Media File
     * Format, 4.3.2). Players remove that time from the first packet that they decode, wherever it is.
     */
    public SampleEntry withoutPreSkip() {
        if (type() != FourCc.of("Opus")) {
            return this;
        }
        var writer = new BoxWriter();
        int start = writer.open(type());
        writer.bytes(Arrays.copyOfRange(bytes, 8, 8 + AUDIO_CHILDREN_AT));
        for (Box child : box().children(AUDIO_CHILDREN_AT)) {
            byte[] whole = child.toByteArray();
            if (child.type() == FourCc.of("dOps") && child.payload().limit() >= 4) {
                ByteBuffer.wrap(whole).putShort(PRE_SKIP_AT, (short) 0);
            }
            writer.bytes(whole);
        }
        writer.close(start);
        return new SampleEntry(writer.toByteArray(), format, quickTime);
    }

    private List<Box> children() {
        return box().children(VideoFormats.CHILDREN_AT);
    }

    /** The type of the box, for example {@code avc1}. */
    public int type() {
        return ByteBuffer.wrap(bytes).getInt(4);
    }

    /** Whether the whole boxes are equal. */
    public boolean hasSameBytes(SampleEntry other) {
        return this == other || Arrays.equals(bytes, other.bytes);
    }

    private Box box() {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Box(buffer.getInt(4), 0, buffer.slice(8, bytes.length - 8), 8);
    }

    /** Returns a copy of the whole box. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    public MediaFormat format() {
        return format;
    }

    /** Whether this entry is allowed only in files with the brand {@code qt  }. */
    public boolean quickTime() {
        return quickTime;
    }
}
