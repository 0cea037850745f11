package dev.cliprange.movie;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.sample.FragmentDefaults;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.HeaderBudget;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.Timescale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds a {@link Movie} from a {@code moov} and the {@code moof} boxes after it. */
final class MovieParser {

    private static final int MAX_TRACKS = 64;

    private final Box moov;
    private final List<Box> boxes;
    private final long fileSizeBytes;
    private final Map<Long, TrackParser> tracks = new LinkedHashMap<>();
    private final Map<Long, TrackParser> texts = new LinkedHashMap<>();
    private final TrackSelection selection = new TrackSelection();
    private boolean tracksRead;

    MovieParser(Box moov, long fileSizeBytes) {
        this.moov = moov;
        this.boxes = moov.children();
        this.fileSizeBytes = fileSizeBytes;
    }

    /** Whether samples may follow in fragments (ISO/IEC 14496-12, 8.8.1). */
    boolean mayHaveFragments() {
        return Box.find(boxes, FourCc.of("mvex")).isPresent();
    }

    /** Returns the used tracks by id. Parses them on the first call. */
    private Map<Long, TrackParser> tracks() {
        if (!tracksRead) {
            tracksRead = true;
            if (Box.find(boxes, FourCc.of("cmov")).isPresent()) {
                throw moov.unsupported(
                        "the header is compressed (cmov)", "QuickTime File Format, Compressed Movie Resources");
            }
            Timescale movie = movieTimescale();
            Map<Long, FragmentDefaults> defaults = fragmentDefaults();
            for (Box box : boxes) {
                if (box.type() == FourCc.of("trak")) {
                    addTrack(box, movie, defaults, tracks, selection);
                }
            }
            selection.requireUsable(tracks.values());
            keepOneVideoTrack(tracks, selection);
        }
        return tracks;
    }

    /** Returns the parts of a {@code moof} that are kept. */
    MovieFragment.Runs fragment(Box moof, HeaderBudget budget) {
        var all = new HashMap<>(tracks());
        texts.forEach(all::putIfAbsent);
        return new MovieFragment(moof, fileSizeBytes, budget).read(all);
    }

    /**
     * Builds the movie. Call it once.
     *
     * @param fragmented whether the file has any {@code moof}
     * @param fragments those with samples, in file order
     */
    Movie parse(boolean quickTime, boolean fragmented, List<MovieFragment.Runs> fragments) {
        tracks();
        fragments.forEach(MovieFragment.Runs::addToTracks);
        List<Track> kept = tracks.values().stream().map(TrackParser::track).toList();
        if (kept.isEmpty()) {
            throw new UnsupportedMp4Exception(
                    moov.type(),
                    moov.offsetBytes(),
                    "there is neither video nor audio",
                    "ISO/IEC 14496-12, 8.3.1",
                    UnsupportedMp4Exception.Remedy.NONE);
        }
        List<Track> usableTexts = texts.values().stream()
                .filter(text -> !text.damaged())
                .map(TrackParser::track)
                .toList();
        return new Movie(
                quickTime ? "mov" : "mp4",
                fragmented,
                videoFirst(kept),
                usableTexts,
                selection.ignored(),
                fileSizeBytes);
    }

    private void addTrack(
            Box trak,
            Timescale movie,
            Map<Long, FragmentDefaults> defaults,
            Map<Long, TrackParser> tracks,
            TrackSelection selection) {
        Optional<TrackKind> kind = TrackParser.kind(trak);
        if (kind.isEmpty()) {
            selection.ignore(trak);
            return;
        }
        if (kind.get() == TrackKind.TEXT) {
            addText(trak, movie, defaults);
            return;
        }
        if (tracks.size() == MAX_TRACKS) {
            throw moov.unsupported("more than " + MAX_TRACKS + " tracks", "ISO/IEC 14496-12, 8.3.1");
        }
        Box tkhd = Box.get(trak.children(), FourCc.of("tkhd"), trak, "ISO/IEC 14496-12, 8.3.2");
        var trackDefaults = Optional.ofNullable(defaults.get(TrackParser.trackId(tkhd) & 0xFFFF_FFFFL));
        TrackParser parser;
        try {
            parser = TrackParser.parse(trak, kind.get(), movie, trackDefaults, fileSizeBytes);
        } catch (Mp4Exception problem) {
            selection.refuse(trak, kind.get(), problem);
            return;
        }
        if (tracks.putIfAbsent(parser.id(), parser) != null) {
            throw tkhd.malformed("a second track " + parser.id(), "ISO/IEC 14496-12, 8.3.2.3");
        }
        selection.use(trak, parser);
    }

    /** A text track that cannot be read is left out, and the file stays usable. */
    private void addText(Box trak, Timescale movie, Map<Long, FragmentDefaults> defaults) {
        try {
            Box tkhd = Box.get(trak.children(), FourCc.of("tkhd"), trak, "ISO/IEC 14496-12, 8.3.2");
            var trackDefaults = Optional.ofNullable(defaults.get(TrackParser.trackId(tkhd) & 0xFFFF_FFFFL));
            TrackParser parser = TrackParser.parse(trak, TrackKind.TEXT, movie, trackDefaults, fileSizeBytes);
            if (texts.size() < MAX_TRACKS && texts.putIfAbsent(parser.id(), parser) == null) {
                selection.useText(trak, parser);
                return;
            }
        } catch (Mp4Exception | ArithmeticException unreadable) {
            // As if it were of no known kind.
        }
        selection.ignore(trak);
    }

    private static void keepOneVideoTrack(Map<Long, TrackParser> tracks, TrackSelection selection) {
        List<TrackParser> video = tracks.values().stream()
                .filter(track -> track.kind() == TrackKind.VIDEO)
                .toList();
        if (video.isEmpty()) {
            return;
        }
        TrackParser kept =
                video.stream().filter(TrackParser::enabled).findFirst().orElse(video.getFirst());
        video.stream().filter(track -> track != kept).forEach(selection::leaveOut);
        tracks.values().removeIf(track -> track.kind() == TrackKind.VIDEO && track != kept);
    }

    private static List<Track> videoFirst(List<Track> tracks) {
        var ordered = new ArrayList<Track>();
        for (TrackKind kind : TrackKind.values()) {
            tracks.stream().filter(track -> track.format().kind() == kind).forEach(ordered::add);
        }
        return ordered;
    }

    private Timescale movieTimescale() {
        Box mvhd = Box.get(boxes, FourCc.of("mvhd"), moov, "ISO/IEC 14496-12, 8.2.2");
        BoxFields fields = mvhd.fields();
        boolean wide = fields.u8() == 1;
        long timescale = fields.skip(wide ? 19 : 11).u32();
        if (timescale == 0) {
            throw mvhd.malformed("timescale 0", "ISO/IEC 14496-12, 8.2.2.3");
        }
        return new Timescale(timescale);
    }

    private Map<Long, FragmentDefaults> fragmentDefaults() {
        var defaults = new HashMap<Long, FragmentDefaults>();
        Box.find(boxes, FourCc.of("mvex"))
                .ifPresent(mvex -> mvex.children().stream()
                        .filter(box -> box.type() == FourCc.of("trex"))
                        .forEach(trex -> {
                            BoxFields fields = trex.fields().skip(4);
                            defaults.put(fields.u32(), FragmentDefaults.ofTrex(fields, trex));
                        }));
        return defaults;
    }
}
