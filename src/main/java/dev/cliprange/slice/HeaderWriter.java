package dev.cliprange.slice;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.timeline.Timescale;
import java.util.List;

/** Writes the header of a clip: {@code ftyp}, {@code moov} and the box header of {@code mdat}. */
public final class HeaderWriter {

    /** Larger media uses 64-bit sizes and offsets. The limit leaves enough space below 2^32 for any header. */
    private static final long NARROW_MEDIA_BYTES = 0xF000_0000L;

    private static final long NARROW_DURATION = 0xFFFF_FFFEL;
    private static final int[] UNITY_MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    private final List<ClipTrack> tracks;
    private final List<List<MediaChunk>> chunks;
    private final MediaRanges ranges;
    private final List<Chapter> chapters;
    private final Timescale movie;
    private final boolean wide;
    private final BoxWriter writer = new BoxWriter();

    public HeaderWriter(List<ClipTrack> tracks, List<List<MediaChunk>> chunks, MediaRanges ranges) {
        this(tracks, chunks, ranges, List.of());
    }

    /** @param chapters their samples are the first bytes of the media: {@link ChapterBoxes#samples} */
    public HeaderWriter(
            List<ClipTrack> tracks, List<List<MediaChunk>> chunks, MediaRanges ranges, List<Chapter> chapters) {
        this.chapters = List.copyOf(chapters);
        this.tracks = tracks;
        this.chunks = chunks;
        this.ranges = ranges;
        this.movie = MovieTimescale.of(tracks);
        this.wide = ranges.lengthBytes() > NARROW_MEDIA_BYTES;
    }

    public byte[] write() {
        fileType();
        var offsets = new ChunkOffsets(wide);
        int moov = writer.open(FourCc.of("moov"));
        movieHeader();
        for (int i = 0; i < tracks.size(); i++) {
            track(i, offsets);
        }
        chapters(offsets);
        writer.close(moov);
        if (wide) {
            writer.u32(1).u32(FourCc.of("mdat")).u64(ranges.lengthBytes() + 16);
        } else {
            writer.u32(ranges.lengthBytes() + 8).u32(FourCc.of("mdat"));
        }
        offsets.fill(writer);
        return writer.toByteArray();
    }

    private void chapters(ChunkOffsets offsets) {
        if (!chapters.isEmpty()) {
            var boxes = new ChapterBoxes(chapters, movie.toUs(movieDuration()));
            boxes.track(writer, chapterTrack(), movie, offsets);
            boxes.list(writer);
        }
    }

    private int chapterTrack() {
        return tracks.size() + 1;
    }

    /** ISO/IEC 14496-12, 4.3. */
    private void fileType() {
        boolean quickTime = tracks.stream()
                .flatMap(track -> track.description().entries().stream())
                .anyMatch(entry -> entry.quickTime());
        int ftyp = writer.open(FourCc.of("ftyp"));
        if (quickTime) {
            writer.u32(FourCc.of("qt  ")).u32(0x200).u32(FourCc.of("qt  "));
        } else {
            writer.u32(FourCc.of("isom")).u32(0x200);
            writer.u32(FourCc.of("isom")).u32(FourCc.of("iso2")).u32(FourCc.of("mp41"));
        }
        writer.close(ftyp);
    }

    /** ISO/IEC 14496-12, 8.2.2. */
    private void movieHeader() {
        long duration = movieDuration();
        boolean wideTimes = duration > NARROW_DURATION;
        int mvhd = writer.open(FourCc.of("mvhd"), wideTimes ? 1 : 0, 0);
        writer.zeros(wideTimes ? 16 : 8).u32(movie.ticksPerSecond());
        number(duration, wideTimes);
        writer.u32(0x10000).u16(0x100).zeros(10);
        for (int value : UNITY_MATRIX) {
            writer.u32(value);
        }
        writer.zeros(24).u32(tracks.size() + (chapters.isEmpty() ? 1L : 2L));
        writer.close(mvhd);
    }

    private void track(int index, ChunkOffsets offsets) {
        ClipTrack track = tracks.get(index);
        int trak = writer.open(FourCc.of("trak"));
        trackHeader(track, index + 1);
        editList(track);
        if (!chapters.isEmpty()) {
            ChapterBoxes.reference(writer, chapterTrack());
        }
        int mdia = writer.open(FourCc.of("mdia"));
        new MediaBoxes(writer, track).write(chunks.get(index), ranges, offsets);
        writer.close(mdia);
        writer.close(trak);
    }

    /** ISO/IEC 14496-12, 8.3.2. */
    private void trackHeader(ClipTrack track, int id) {
        long duration = movieDuration(track);
        boolean wideTimes = duration > NARROW_DURATION;
        int tkhd = writer.open(
                FourCc.of("tkhd"),
                wideTimes ? 1 : 0,
                track.description().header().flags());
        writer.zeros(wideTimes ? 16 : 8).u32(id).zeros(4);
        number(duration, wideTimes);
        writer.bytes(track.description().header().tail());
        writer.close(tkhd);
    }

    /** ISO/IEC 14496-12, 8.6.6. */
    private void editList(ClipTrack track) {
        long empty = toMovie(track, track.emptyTicks());
        List<ClipTrack.Edit> edits = track.edits();
        boolean wideTimes = movieDuration(track) - empty > NARROW_DURATION
                || edits.stream().anyMatch(edit -> edit.mediaTicks() > Integer.MAX_VALUE);
        int edts = writer.open(FourCc.of("edts"));
        int elst = writer.open(FourCc.of("elst"), wideTimes ? 1 : 0, 0);
        writer.u32(edits.size() + (empty > 0 ? 1 : 0));
        if (empty > 0) {
            edit(empty, -1, wideTimes);
        }
        long endTicks = track.emptyTicks();
        for (ClipTrack.Edit edit : edits) {
            long startTicks = endTicks;
            endTicks += edit.shownTicks();
            edit(toMovie(track, endTicks) - toMovie(track, startTicks), edit.mediaTicks(), wideTimes);
        }
        writer.close(elst);
        writer.close(edts);
    }

    private void edit(long duration, long mediaTime, boolean wideTimes) {
        number(duration, wideTimes);
        number(mediaTime, wideTimes);
        writer.u32(0x10000);
    }

    private void number(long value, boolean wideNumber) {
        if (wideNumber) {
            writer.u64(value);
        } else {
            writer.u32(value);
        }
    }

    private long movieDuration() {
        return tracks.stream().mapToLong(this::movieDuration).max().orElse(0);
    }

    private long movieDuration(ClipTrack track) {
        return toMovie(track, track.durationTicks());
    }

    private long toMovie(ClipTrack track, long ticks) {
        return MovieTimescale.toMovieTicks(ticks, track.description().timescale(), movie);
    }
}
