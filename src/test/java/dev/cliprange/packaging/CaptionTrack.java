package dev.cliprange.packaging;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Adds a text track to a file whose {@code moov} is its last box. FFmpeg writes only {@code tx3g}. */
enum CaptionTrack {
    /** ISO/IEC 14496-30, 7. */
    WVTT("text", "nmhd"),
    /** ISO/IEC 14496-30, 5. */
    STPP("subt", "sthd");

    private static final int TRACK_ID = 99;
    private static final int TIMESCALE = 1_000;
    /** Three letters of five bits: {@code eng}. */
    private static final int ENGLISH = 5 << 10 | 14 << 5 | 7;

    private static final int[] UNITY_MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    private final String handler;
    private final String header;

    CaptionTrack(String handler, String header) {
        this.handler = handler;
        this.header = header;
    }

    /** The bytes of a sample. */
    record Sample(int milliseconds, byte[] bytes) {}

    /** A sample of {@code wvtt}; empty if there is no text. */
    static Sample webVtt(int milliseconds, String text) {
        var writer = new BoxWriter();
        int cue = writer.open(FourCc.of(text.isEmpty() ? "vtte" : "vttc"));
        if (!text.isEmpty()) {
            int payload = writer.open(FourCc.of("payl"));
            writer.bytes(utf8(text));
            writer.close(payload);
        }
        writer.close(cue);
        return new Sample(milliseconds, writer.toByteArray());
    }

    /** A sample of {@code stpp}: a document with these paragraphs. */
    static Sample document(int milliseconds, String paragraphs) {
        return new Sample(milliseconds, utf8("""
                <tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="en">
                <body><div>%s</div></body></tt>""".formatted(paragraphs)));
    }

    /** Writes the file with the track to another one. */
    Path add(Path file, List<Sample> samples, Path to) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(Files.readAllBytes(file));
        int moov = 0;
        while (source.getInt(moov + 4) != FourCc.of("moov")) {
            moov += source.getInt(moov);
        }
        if (moov + source.getInt(moov) != source.limit()) {
            throw new IllegalArgumentException(file + ": moov is not its last box");
        }
        byte[] track = track(samples, 0);
        var writer = new BoxWriter();
        writer.bytes(source.array());
        writer.setU32(moov, (long) source.getInt(moov) + track.length);
        // The samples are in a box of their own, after all others.
        writer.bytes(track(samples, source.limit() + track.length + 8));
        int media = writer.open(FourCc.of("mdat"));
        samples.forEach(sample -> writer.bytes(sample.bytes()));
        writer.close(media);
        return Files.write(to, writer.toByteArray());
    }

    private byte[] track(List<Sample> samples, long offsetBytes) {
        long duration = samples.stream().mapToLong(Sample::milliseconds).sum();
        var writer = new BoxWriter();
        int trak = writer.open(FourCc.of("trak"));
        int tkhd = writer.open(FourCc.of("tkhd"), 0, 3);
        writer.zeros(8).u32(TRACK_ID).zeros(4).u32(duration).zeros(16);
        for (int value : UNITY_MATRIX) {
            writer.u32(value);
        }
        writer.zeros(8);
        writer.close(tkhd);
        int mdia = writer.open(FourCc.of("mdia"));
        int mdhd = writer.open(FourCc.of("mdhd"), 0, 0);
        writer.zeros(8).u32(TIMESCALE).u32(duration).u16(ENGLISH).zeros(2);
        writer.close(mdhd);
        int hdlr = writer.open(FourCc.of("hdlr"), 0, 0);
        writer.zeros(4).u32(FourCc.of(handler)).zeros(13);
        writer.close(hdlr);
        int minf = writer.open(FourCc.of("minf"));
        writer.close(writer.open(FourCc.of(header), 0, 0));
        int dinf = writer.open(FourCc.of("dinf"));
        int dref = writer.open(FourCc.of("dref"), 0, 0);
        writer.u32(1);
        writer.close(writer.open(FourCc.of("url "), 0, 1));
        writer.close(dref);
        writer.close(dinf);
        tables(writer, samples, offsetBytes);
        writer.close(minf);
        writer.close(mdia);
        writer.close(trak);
        return writer.toByteArray();
    }

    private void tables(BoxWriter writer, List<Sample> samples, long offsetBytes) {
        int stbl = writer.open(FourCc.of("stbl"));
        int stsd = writer.open(FourCc.of("stsd"), 0, 0);
        writer.u32(1);
        entry(writer);
        writer.close(stsd);
        int stts = writer.open(FourCc.of("stts"), 0, 0);
        writer.u32(samples.size());
        samples.forEach(sample -> writer.u32(1).u32(sample.milliseconds()));
        writer.close(stts);
        int stsc = writer.open(FourCc.of("stsc"), 0, 0);
        writer.u32(1).u32(1).u32(samples.size()).u32(1);
        writer.close(stsc);
        int stsz = writer.open(FourCc.of("stsz"), 0, 0);
        writer.u32(0).u32(samples.size());
        samples.forEach(sample -> writer.u32(sample.bytes().length));
        writer.close(stsz);
        int stco = writer.open(FourCc.of("stco"), 0, 0);
        writer.u32(1).u32(offsetBytes);
        writer.close(stco);
        writer.close(stbl);
    }

    private void entry(BoxWriter writer) {
        int entry = writer.open(FourCc.of(name().toLowerCase(Locale.ROOT)));
        writer.zeros(6).u16(1);
        if (this == WVTT) {
            int configuration = writer.open(FourCc.of("vttC"));
            writer.bytes(utf8("WEBVTT"));
            writer.close(configuration);
        } else {
            writer.bytes(utf8("http://www.w3.org/ns/ttml\0\0\0"));
        }
        writer.close(entry);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
