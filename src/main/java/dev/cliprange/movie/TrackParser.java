package dev.cliprange.movie;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.sample.FragmentDefaults;
import dev.cliprange.movie.sample.RollDistances;
import dev.cliprange.movie.sample.SampleTables;
import dev.cliprange.movie.sample.Samples;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.timeline.Timescale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a {@code trak} (ISO/IEC 14496-12, 8.3) and collects its fragments. */
public final class TrackParser {

    private static final int VIDEO = FourCc.of("vide");
    private static final int AUDIO = FourCc.of("soun");
    private static final Set<Integer> TEXT = Set.of(FourCc.of("text"), FourCc.of("sbtl"), FourCc.of("subt"));

    private final int id;
    private final TrackHeader header;
    private final MediaHeader media;
    private final List<SampleEntry> entries;
    private final PresentationWindow window;
    private final RollDistances rolls;
    private final List<Samples> parts = new ArrayList<>();
    private final Optional<FragmentDefaults> fragmentDefaults;
    private final int frameBytes;
    private boolean damaged;

    private TrackParser(
            Box trak,
            TrackKind kind,
            Timescale movie,
            Optional<FragmentDefaults> fragmentDefaults,
            long fileSizeBytes) {
        List<Box> boxes = trak.children();
        Box tkhd = Box.get(boxes, FourCc.of("tkhd"), trak, "ISO/IEC 14496-12, 8.3.2");
        this.id = trackId(tkhd);
        this.header = TrackHeader.parse(tkhd);
        Box mdia = Box.get(boxes, FourCc.of("mdia"), trak, "ISO/IEC 14496-12, 8.4.1");
        List<Box> mediaBoxes = mdia.children();
        this.media = MediaHeader.parse(Box.get(mediaBoxes, FourCc.of("mdhd"), mdia, "ISO/IEC 14496-12, 8.4.2"));
        Box minf = Box.get(mediaBoxes, FourCc.of("minf"), mdia, "ISO/IEC 14496-12, 8.4.4");
        List<Box> information = minf.children();
        Box.find(information, FourCc.of("dinf")).ifPresent(TrackParser::refuseOtherFiles);
        Box stbl = Box.get(information, FourCc.of("stbl"), minf, "ISO/IEC 14496-12, 8.5.1");
        List<Box> tables = stbl.children();
        this.entries = entries(Box.get(tables, FourCc.of("stsd"), stbl, SampleEntry.SECTION), kind);
        this.fragmentDefaults = fragmentDefaults;
        this.window = Box.find(boxes, FourCc.of("edts"))
                .flatMap(edts -> edts.findChild(FourCc.of("elst")))
                .map(elst -> PresentationWindow.parse(elst, media.timescale(), movie, fragmentDefaults.isPresent()))
                .orElse(PresentationWindow.WHOLE);
        this.rolls = new RollDistances(tables);
        SampleTables samples = SampleTables.parse(stbl, entries.getFirst().format(), rolls, fileSizeBytes);
        this.parts.add(samples);
        this.frameBytes = samples.frameBytes();
    }

    /** Returns the kind of a track, or empty if clips cannot have such a track. */
    static Optional<TrackKind> kind(Box trak) {
        return trak.findChild(FourCc.of("mdia"))
                .flatMap(mdia -> mdia.findChild(FourCc.of("hdlr")))
                .map(hdlr -> hdlr.fields().skip(8).i32())
                .flatMap(TrackParser::kind);
    }

    private static Optional<TrackKind> kind(int handler) {
        if (handler == VIDEO) {
            return Optional.of(TrackKind.VIDEO);
        }
        if (handler == AUDIO) {
            return Optional.of(TrackKind.AUDIO);
        }
        return TEXT.contains(handler) ? Optional.of(TrackKind.TEXT) : Optional.empty();
    }

    static TrackParser parse(
            Box trak,
            TrackKind kind,
            Timescale movie,
            Optional<FragmentDefaults> fragmentDefaults,
            long fileSizeBytes) {
        return new TrackParser(trak, kind, movie, fragmentDefaults, fileSizeBytes);
    }

    static int trackId(Box tkhd) {
        BoxFields fields = tkhd.fields();
        boolean wide = fields.u8() == 1;
        return fields.skip(wide ? 19 : 11).i32();
    }

    private static List<SampleEntry> entries(Box stsd, TrackKind kind) {
        BoxFields fields = stsd.fields();
        int version = fields.u8();
        long count = fields.skip(3).u32();
        if (version != 0) {
            throw stsd.unsupported("version " + version, SampleEntry.SECTION);
        }
        List<Box> boxes = stsd.children(fields.index());
        if (boxes.isEmpty() || boxes.size() > SampleTables.MAX_ENTRIES || boxes.size() != count) {
            throw stsd.malformed(count + " sample entries, " + boxes.size() + " found", SampleEntry.SECTION);
        }
        return boxes.stream().map(box -> SampleEntry.of(box, kind)).toList();
    }

    private static void refuseOtherFiles(Box dinf) {
        Optional<Box> dref = dinf.findChild(FourCc.of("dref"));
        if (dref.isEmpty()) {
            return;
        }
        for (Box reference : dref.get().children(8)) {
            if ((reference.fields().i32() & 1) == 0 && reference.type() != FourCc.of("alis")) {
                throw reference.unsupported("the media is in another file", "ISO/IEC 14496-12, 8.7.2");
            }
        }
    }

    long id() {
        return id & 0xFFFF_FFFFL;
    }

    boolean enabled() {
        return header.enabled();
    }

    TrackKind kind() {
        return entries.getFirst().format().kind();
    }

    RollDistances rolls() {
        return rolls;
    }

    FragmentDefaults fragmentDefaults(Box tfhd) {
        return fragmentDefaults.orElseThrow(() -> tfhd.malformed("no trex for the track", "ISO/IEC 14496-12, 8.8.3"));
    }

    /** Leaves out a text track. A file is never rejected because of one. */
    void damage() {
        damaged = true;
    }

    boolean damaged() {
        return damaged;
    }

    void add(Samples samples) {
        parts.add(samples);
    }

    Track track() {
        return new Track(id, header, media, entries, window, rolls.distances(), frameBytes, parts);
    }
}
