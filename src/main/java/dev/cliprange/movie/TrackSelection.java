package dev.cliprange.movie;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Exception;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Selects the tracks of a file. A track that cannot be read is left out if the file has others that a player would
 * choose. Otherwise the file is rejected for the same reason.
 */
final class TrackSelection {

    private static final Set<String> PICTURES = Set.of("jpeg", "png ", "tiff", "gif ");
    private static final Set<String> SUBTITLES = Set.of("subt", "sbtl", "text", "clcp", "subp");

    private record Refused(int index, TrackKind kind, String codec, boolean enabled, Mp4Exception problem) {}

    private final List<Refused> refused = new ArrayList<>();
    private final List<IgnoredTrack> ignored = new ArrayList<>();
    private final Map<TrackParser, IgnoredTrack> used = new HashMap<>();
    private final Map<TrackParser, IgnoredTrack> texts = new LinkedHashMap<>();
    private int tracks;

    /** Adds a track that can be read. */
    void use(Box trak, TrackParser parser) {
        String kind = word(parser.kind());
        String reason = "A clip has one video track, and another one is used.";
        used.put(parser, new IgnoredTrack(tracks++, kind, codec(trak), reason));
    }

    /** Adds a track that is neither video nor audio. */
    void ignore(Box trak) {
        String kind = handler(trak).filter(SUBTITLES::contains).isPresent() ? "subtitle" : "data";
        ignored.add(new IgnoredTrack(tracks++, kind, codec(trak), "It is neither video nor audio."));
    }

    /** Adds a text track that can be read. Clips as files do not have it. */
    void useText(Box trak, TrackParser parser) {
        String reason = "A clip as one file has no text. Its HLS and DASH streams have it as WebVTT.";
        texts.put(parser, new IgnoredTrack(tracks++, "subtitle", codec(trak), reason));
    }

    /** Adds a track that cannot be read. */
    void refuse(Box trak, TrackKind kind, Mp4Exception problem) {
        boolean enabled = trak.findChild(FourCc.of("tkhd"))
                .map(TrackHeader::parse)
                .map(TrackHeader::enabled)
                .orElse(false);
        refused.add(new Refused(tracks++, kind, codec(trak), enabled, problem));
    }

    /** Moves a readable track to the ignored ones. */
    void leaveOut(TrackParser parser) {
        Optional.ofNullable(used.get(parser)).ifPresent(ignored::add);
    }

    /** @throws Mp4Exception the first problem of a track that the file needs */
    void requireUsable(Collection<TrackParser> usable) {
        for (Refused track : refused) {
            if (!replaced(track, usable)) {
                throw track.problem();
            }
            ignored.add(new IgnoredTrack(
                    track.index(),
                    word(track.kind()),
                    track.codec(),
                    "It cannot be read: " + track.problem().reason()));
        }
    }

    private boolean replaced(Refused track, Collection<TrackParser> usable) {
        if (!track.enabled()) {
            return !usable.isEmpty();
        }
        boolean picture = PICTURES.contains(track.codec());
        return usable.stream()
                .filter(other -> other.kind() == track.kind() && other.enabled())
                .anyMatch(other -> picture || index(other) < track.index());
    }

    private int index(TrackParser parser) {
        return Optional.ofNullable(used.get(parser)).map(IgnoredTrack::index).orElse(tracks);
    }

    /** In file order. */
    List<IgnoredTrack> ignored() {
        return Stream.concat(
                        ignored.stream(),
                        texts.entrySet().stream()
                                .map(text -> text.getKey().damaged() ? damaged(text.getValue()) : text.getValue()))
                .sorted(Comparator.comparingInt(IgnoredTrack::index))
                .toList();
    }

    private static IgnoredTrack damaged(IgnoredTrack text) {
        return new IgnoredTrack(text.index(), text.kind(), text.codec(), "It cannot be read.");
    }

    private static String word(TrackKind kind) {
        return switch (kind) {
            case VIDEO -> "video";
            case AUDIO -> "audio";
            case TEXT -> "subtitle";
        };
    }

    private static Optional<String> handler(Box trak) {
        return trak.findChild(FourCc.of("mdia"))
                .flatMap(mdia -> mdia.findChild(FourCc.of("hdlr")))
                .filter(hdlr -> hdlr.payload().limit() >= 12)
                .map(hdlr -> FourCc.text(hdlr.payload().getInt(8)));
    }

    /** Returns the codec of a track that is left out. The track may be damaged anywhere. */
    private static String codec(Box trak) {
        try {
            return trak.findChild(FourCc.of("mdia"))
                    .flatMap(mdia -> mdia.findChild(FourCc.of("minf")))
                    .flatMap(minf -> minf.findChild(FourCc.of("stbl")))
                    .flatMap(stbl -> stbl.findChild(FourCc.of("stsd")))
                    .filter(stsd -> stsd.payload().limit() >= 16)
                    .map(stsd -> FourCc.text(stsd.payload().getInt(12)))
                    .orElse("none");
        } catch (Mp4Exception damaged) {
            return "none";
        }
    }
}
