package dev.cliprange.testing;

import dev.cliprange.testing.HlsPlaylist.Segment;
import dev.cliprange.testing.HlsPlaylist.Tag;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The rules of RFC 8216 for a multivariant playlist together with the playlists that it names. */
public final class HlsPresentationRules {

    private static final long BITS_PER_BYTE = 8;

    private final HlsPlaylist master;
    private final Map<String, String> files;
    private final List<String> problems = new ArrayList<>();

    private HlsPresentationRules(String master, Map<String, String> files) {
        this.master = HlsPlaylist.parse(master);
        this.files = files;
    }

    /**
     * Returns what is wrong with a presentation: in each of its playlists, and between them.
     *
     * @param files all playlists by their paths; the multivariant playlist has the path {@code master.m3u8}
     * @param sizeBytes the size of a segment, by its path
     */
    public static List<String> check(Map<String, String> files, ToLongFunction<String> sizeBytes) {
        var rules = new HlsPresentationRules(files.getOrDefault("master.m3u8", ""), files);
        files.forEach(
                (path, text) -> HlsRules.check(text).forEach(problem -> rules.problems.add(path + ": " + problem)));
        rules.checkNames();
        rules.checkPlaylists();
        rules.checkBandwidths(sizeBytes);
        return rules.problems;
    }

    private void rule(boolean holds, String section, Object... what) {
        if (!holds) {
            problems.add(section + ": "
                    + String.join(" ", Stream.of(what).map(String::valueOf).toList()));
        }
    }

    private void checkNames() {
        var named = new HashSet<>(Set.of("master.m3u8"));
        master.tags().forEach(tag -> tag.quoted("URI").ifPresent(named::add));
        master.tags("EXT-X-STREAM-INF").map(Tag::uri).forEach(named::add);
        rule(named.equals(files.keySet()), "own", "named:", named, "there:", files.keySet());
    }

    /** <q>Each Media Playlist in each Variant Stream MUST have the same target duration</q>, with two exceptions. */
    private void checkPlaylists() {
        var targets = new HashSet<String>();
        var discontinuities = new HashSet<Integer>();
        files.forEach((path, text) -> {
            HlsPlaylist playlist = HlsPlaylist.parse(text);
            if (playlist.isMaster()) {
                return;
            }
            boolean iFrames = playlist.has("EXT-X-I-FRAMES-ONLY");
            boolean subtitles = isNamed(path, "EXT-X-MEDIA", "SUBTITLES");
            rule(iFrames == isNamed(path, "EXT-X-I-FRAME-STREAM-INF", ""), "4.3.4.3", "I-frames or not:", path);
            if (!iFrames && !subtitles) {
                playlist.value("EXT-X-TARGETDURATION").ifPresent(targets::add);
            }
            if (!subtitles && !path.contains("image/")) {
                playlist.segments().forEach(segment -> discontinuities.add(segment.discontinuities()));
                rule(
                        playlist.tags("EXT-X-DISCONTINUITY").count() == discontinuities.size() - 1,
                        "6.2.4",
                        "other discontinuities:",
                        path);
            }
            Optional<String> start = playlist.value("EXT-X-START");
            rule(start.equals(master.value("EXT-X-START")), "4.3.5", "another EXT-X-START:", path);
        });
        rule(targets.size() == 1, "6.2.4", "target durations", targets);
    }

    private boolean isNamed(String path, String tag, String type) {
        return master.tags(tag)
                .anyMatch(each -> each.quoted("URI").filter(path::equals).isPresent()
                        && each.attribute("TYPE").orElse("").equals(type));
    }

    /** BANDWIDTH and AVERAGE-BANDWIDTH: the largest sums that any playable combination gives (4.3.4.2). */
    private void checkBandwidths(ToLongFunction<String> sizeBytes) {
        for (Tag tag : master.tags()) {
            List<String> own = tag.name().equals("EXT-X-STREAM-INF")
                    ? List.of(tag.uri())
                    : tag.name().equals("EXT-X-I-FRAME-STREAM-INF")
                            ? List.of(tag.quoted("URI").orElse(""))
                            : List.of();
            for (String path : own) {
                rate(tag, "BANDWIDTH", peak(path, sizeBytes).add(groups(tag, path, true, sizeBytes)));
                rate(tag, "AVERAGE-BANDWIDTH", average(path, sizeBytes).add(groups(tag, path, false, sizeBytes)));
            }
        }
    }

    /** Each summand may be rounded up once. */
    private void rate(Tag tag, String name, BigDecimal expected) {
        BigDecimal declared = new BigDecimal(tag.attribute(name).orElse("-1"));
        BigDecimal difference = declared.subtract(expected);
        // Images are made when they are requested, so their sizes are upper bounds.
        boolean bound = tag.quoted("CODECS").equals(Optional.of("mjpg"));
        rule(
                difference.signum() >= 0 && (bound || difference.compareTo(BigDecimal.valueOf(3)) <= 0),
                "4.3.4.2",
                name,
                declared,
                "is not",
                expected);
    }

    private BigDecimal groups(Tag variant, String own, boolean peak, ToLongFunction<String> sizeBytes) {
        BigDecimal sum = BigDecimal.ZERO;
        for (String type : List.of("AUDIO", "SUBTITLES")) {
            Optional<String> group = variant.quoted(type);
            List<String> members = master.tags("EXT-X-MEDIA")
                    .filter(tag -> tag.attribute("TYPE").equals(Optional.of(type))
                            && tag.quoted("GROUP-ID").equals(group))
                    .flatMap(tag -> tag.quoted("URI").stream())
                    .toList();
            if (members.contains(own)) {
                // An audio variant is a member of its own group: one of them is played.
                BigDecimal self = peak ? peak(own, sizeBytes) : average(own, sizeBytes);
                sum = sum.subtract(self);
            }
            sum = sum.add(members.stream()
                    .map(path -> peak ? peak(path, sizeBytes) : average(path, sizeBytes))
                    .reduce(BigDecimal.ZERO, BigDecimal::max));
        }
        return sum;
    }

    private BigDecimal average(String path, ToLongFunction<String> sizeBytes) {
        List<Segment> segments = playlist(path).segments();
        return rate(path, segments, sizeBytes);
    }

    /** By its definition, over all contiguous sets; of all segments if no set is in the interval. */
    private BigDecimal peak(String path, ToLongFunction<String> sizeBytes) {
        HlsPlaylist playlist = playlist(path);
        BigDecimal target =
                new BigDecimal(playlist.value("EXT-X-TARGETDURATION").orElse("0"));
        BigDecimal peak = BigDecimal.ZERO;
        List<Segment> segments = playlist.segments();
        for (int from = 0; from < segments.size(); from++) {
            for (int to = from + 1; to <= segments.size(); to++) {
                List<Segment> set = segments.subList(from, to);
                BigDecimal duration = duration(set);
                if (duration.compareTo(target.multiply(new BigDecimal("0.5"))) >= 0
                        && duration.compareTo(target.multiply(new BigDecimal("1.5"))) <= 0) {
                    peak = peak.max(rate(path, set, sizeBytes));
                }
            }
        }
        return peak.signum() == 0 ? average(path, sizeBytes) : peak;
    }

    private static BigDecimal duration(List<Segment> segments) {
        return segments.stream()
                .map(segment -> new BigDecimal(segment.durationText()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal rate(String path, List<Segment> segments, ToLongFunction<String> sizeBytes) {
        if (segments.isEmpty()) {
            return BigDecimal.ZERO;
        }
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        long bytes = segments.stream()
                .mapToLong(segment -> segment.byteRange().isEmpty()
                        ? sizeBytes.applyAsLong(folder + segment.uri())
                        : Long.parseLong(segment.byteRange().split("@")[0]))
                .sum();
        return BigDecimal.valueOf(bytes * BITS_PER_BYTE).divide(duration(segments), 6, RoundingMode.HALF_UP);
    }

    private HlsPlaylist playlist(String path) {
        return HlsPlaylist.parse(files.getOrDefault(path, ""));
    }
}
