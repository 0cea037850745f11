package dev.cliprange.index;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.TrackHeader;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.timeline.FrameRate;
import dev.cliprange.timeline.Timescale;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Encodes and decodes directories. */
final class DirectoryCodec {

    private DirectoryCodec() {}

    static byte[] encode(IndexDirectory directory) {
        var writer = new PackedWriter();
        writer.number(IndexDirectory.FORMAT_VERSION).text(directory.container());
        writer.number(directory.sourceSizeBytes())
                .number(directory.durationUs())
                .number(directory.endUs())
                .number(directory.frames());
        writer.number(directory.tracks().size());
        directory.tracks().forEach(track -> write(writer, track));
        writer.number(directory.video().isPresent() ? 1 : 0);
        directory
                .video()
                .ifPresent(video -> writer.number(video.frameRate().numerator())
                        .number(video.frameRate().denominator())
                        .number(video.constantFrameRate() ? 1 : 0)
                        .number(video.frames())
                        .number(video.maxSyncIntervalUs())
                        .number(video.allIntra() ? 1 : 0));
        writer.number(directory.pages().size());
        long lastUs = 0;
        long lastFrame = 0;
        for (PageEntry page : directory.pages()) {
            writer.number(page.startUs() - lastUs)
                    .number(page.firstFrame() - lastFrame)
                    .number(page.lengthBytes())
                    .number(page.atFrame() ? 1 : 0);
            lastUs = page.startUs();
            lastFrame = page.firstFrame();
        }
        return writer.toByteArray();
    }

    static IndexDirectory decode(ByteBuffer bytes) {
        var reader = new PackedReader(bytes);
        long version = reader.number();
        if (version < 1 || version > IndexDirectory.FORMAT_VERSION) {
            throw new MalformedIndexException("a directory of another version");
        }
        try {
            return read(reader, version);
        } catch (Mp4Exception | IllegalArgumentException | ArithmeticException e) {
            throw new MalformedIndexException(String.valueOf(e.getMessage()));
        }
    }

    private static IndexDirectory read(PackedReader reader, long version) {
        String container = reader.text();
        long size = reader.number();
        long durationUs = reader.number();
        long endUs = reader.number();
        long frames = reader.number();
        var tracks = new ArrayList<TrackDescription>();
        int trackCount = reader.count(256);
        for (int i = 0; i < trackCount; i++) {
            tracks.add(readTrack(reader, version));
        }
        if (tracks.isEmpty()) {
            throw new MalformedIndexException("a directory without tracks");
        }
        Optional<VideoSummary> video =
                reader.count(1) == 1 ? Optional.of(readVideo(reader, tracks.getFirst())) : Optional.empty();
        List<AudioSummary> audio = audio(tracks);
        var pages = new ArrayList<PageEntry>();
        int pageCount = reader.count(reader.size());
        if (pageCount == 0) {
            throw new MalformedIndexException("a directory without pages");
        }
        long startUs = 0;
        long firstFrame = 0;
        long offset = 0;
        for (int i = 0; i < pageCount; i++) {
            startUs += reader.number();
            firstFrame += reader.number();
            int length = reader.count(Integer.MAX_VALUE);
            boolean atFrame = version == 1 || reader.count(1) == 1;
            pages.add(new PageEntry(startUs, firstFrame, offset, length, atFrame));
            offset += length;
        }
        reader.end();
        return new IndexDirectory(container, size, durationUs, endUs, frames, video, audio, tracks, pages);
    }

    static List<AudioSummary> audio(List<TrackDescription> tracks) {
        return tracks.stream()
                .filter(track -> track.kind() == TrackKind.AUDIO)
                .map(track -> new AudioSummary(
                        track.format().codec().commonName(),
                        track.format().codecString(),
                        track.format().channels(),
                        track.format().sampleRate(),
                        track.language()))
                .toList();
    }

    private static VideoSummary readVideo(PackedReader reader, TrackDescription track) {
        return new VideoSummary(
                track.format().codec().commonName(),
                track.format().codecString(),
                track.format().width(),
                track.format().height(),
                new FrameRate(reader.number(), reader.number()),
                reader.count(1) == 1,
                reader.number(),
                track.header().rotationDegrees(),
                reader.number(),
                reader.count(1) == 1);
    }

    private static void write(PackedWriter writer, TrackDescription track) {
        writer.number(track.kind() == TrackKind.VIDEO ? 0 : 1)
                .number(track.header().flags())
                .bytes(track.header().tail())
                .number(track.timescale().ticksPerSecond())
                .text(track.language());
        writer.number(track.entries().size());
        track.entries().forEach(entry -> writer.bytes(entry.toByteArray()));
        write(writer, track.window());
        writer.number(track.rollDistances().size());
        track.rollDistances().forEach(writer::signed);
        writer.number(track.frameBytes()).signed(track.endTicks()).number(track.syncOnly() ? 1 : 0);
    }

    private static void write(PackedWriter writer, PresentationWindow window) {
        writer.signed(window.shiftTicks()).number(window.parts().size());
        window.parts()
                .forEach(part ->
                        writer.signed(part.startTicks()).signed(part.endTicks()).signed(part.delayTicks()));
    }

    private static PresentationWindow readWindow(PackedReader reader, long version) {
        long shift = reader.signed();
        if (version == 1) {
            return new PresentationWindow(shift, reader.signed(), reader.signed());
        }
        var parts = new ArrayList<PresentationWindow.Part>();
        int count = reader.count(PresentationWindow.MAX_PARTS);
        for (int i = 0; i < count; i++) {
            parts.add(new PresentationWindow.Part(reader.signed(), reader.signed(), reader.signed()));
        }
        return new PresentationWindow(shift, parts);
    }

    private static TrackDescription readTrack(PackedReader reader, long version) {
        TrackKind kind = reader.count(1) == 0 ? TrackKind.VIDEO : TrackKind.AUDIO;
        var header = new TrackHeader(reader.count(0xFF_FFFF), reader.bytes());
        var timescale = new Timescale(reader.number());
        String language = reader.text();
        var entries = new ArrayList<SampleEntry>();
        int entryCount = reader.count(64);
        if (entryCount == 0) {
            throw new MalformedIndexException("a track without a sample entry");
        }
        for (int i = 0; i < entryCount; i++) {
            entries.add(SampleEntry.parse(reader.bytes(), kind));
        }
        PresentationWindow window = readWindow(reader, version);
        var rolls = new ArrayList<Integer>();
        int rollCount = reader.count(64);
        for (int i = 0; i < rollCount; i++) {
            rolls.add((int) reader.signed());
        }
        return new TrackDescription(
                header,
                timescale,
                language,
                entries,
                window,
                rolls,
                reader.count(1 << 16),
                reader.signed(),
                reader.count(1) == 1);
    }
}
