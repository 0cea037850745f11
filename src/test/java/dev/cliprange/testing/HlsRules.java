package dev.cliprange.testing;

import dev.cliprange.testing.HlsPlaylist.Segment;
import dev.cliprange.testing.HlsPlaylist.Tag;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The rules of RFC 8216 for one playlist: every MUST that applies to video on demand without encryption, and some that
 * this project adds (marked <q>own</q>). {@link HlsPresentationRules} has those for a playlist and all that it names.
 */
public final class HlsRules {

    private static final List<String> MASTER_TAGS = List.of(
            "EXT-X-MEDIA", "EXT-X-STREAM-INF", "EXT-X-I-FRAME-STREAM-INF", "EXT-X-SESSION-DATA", "EXT-X-SESSION-KEY");

    private static final List<String> MEDIA_TAGS = List.of(
            "EXT-X-TARGETDURATION",
            "EXT-X-MEDIA-SEQUENCE",
            "EXT-X-DISCONTINUITY-SEQUENCE",
            "EXT-X-ENDLIST",
            "EXT-X-PLAYLIST-TYPE",
            "EXT-X-I-FRAMES-ONLY");

    private static final List<String> SEGMENT_TAGS =
            List.of("EXTINF", "EXT-X-BYTERANGE", "EXT-X-DISCONTINUITY", "EXT-X-MAP", "EXT-X-TILES");

    private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,19}");
    private static final Pattern BYTE_RANGE = Pattern.compile("[1-9][0-9]*(?:@[0-9]+)?");
    private static final String QUOTED = "\"[^\"]*\"";

    /** The grammar of each attribute's value (4.3.4.1, 4.3.4.2, 4.3.5.2). */
    private static final Map<String, Pattern> VALUES = values();

    private final HlsPlaylist playlist;
    private final List<String> problems;

    private HlsRules(HlsPlaylist playlist) {
        this.playlist = playlist;
        this.problems = new ArrayList<>(playlist.problems());
    }

    /** Returns what is wrong with a playlist, each with the section of the RFC; empty if nothing is. */
    public static List<String> check(String text) {
        HlsRules rules = new HlsRules(HlsPlaylist.parse(text));
        rules.checkText();
        rules.checkBoth();
        if (rules.playlist.isMaster()) {
            rules.checkMaster();
        } else {
            rules.checkMedia();
        }
        return rules.problems;
    }

    private void rule(boolean holds, String section, Object... what) {
        if (!holds) {
            problems.add(section + ": "
                    + String.join(
                            " ", List.of(what).stream().map(String::valueOf).toList()));
        }
    }

    private void checkText() {
        String text = playlist.text();
        rule(text.startsWith("#EXTM3U\n"), "4.3.1.1", "the first line is not #EXTM3U");
        rule(!text.startsWith("\uFEFF"), "4.1", "byte order mark");
        rule(
                text.chars().noneMatch(c -> (c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7f && c <= 0x9f)),
                "4.1",
                "control character");
        rule(Normalizer.isNormalized(text, Normalizer.Form.NFC), "4.1", "not in normalization form C");
        rule(text.endsWith("\n"), "own", "the last line has no end");
        text.lines()
                .forEach(line -> rule(line.equals(line.strip()) && !line.isEmpty(), "4.1", "white space in:", line));
    }

    private void checkBoth() {
        rule(playlist.tags("EXTM3U").count() == 1, "4.3.1.1", "more than one EXTM3U");
        rule(playlist.tags("EXT-X-VERSION").count() == 1, "4.3.1.2", "EXT-X-VERSION is not there once");
        rule(playlist.value("EXT-X-VERSION").equals(Optional.of("7")), "own", "the version is not 7");
        rule(playlist.tags("EXT-X-INDEPENDENT-SEGMENTS").count() == 1, "own", "EXT-X-INDEPENDENT-SEGMENTS is missing");
        rule(playlist.tags("EXT-X-START").count() <= 1, "4.3.5", "EXT-X-START twice");
        playlist.tags("EXT-X-START")
                .forEach(tag -> rule(tag.attribute("TIME-OFFSET").isPresent(), "4.3.5.2", "no TIME-OFFSET"));
        boolean master = playlist.tags().stream().anyMatch(tag -> MASTER_TAGS.contains(tag.name()));
        boolean media = playlist.tags().stream()
                .anyMatch(tag -> MEDIA_TAGS.contains(tag.name()) || SEGMENT_TAGS.contains(tag.name()));
        rule(master != media, "4.1", "tags of both kinds of playlists, or of none");
        for (Tag tag : playlist.tags()) {
            tag.attributes().forEach((name, value) -> checkValue(tag, name, value));
        }
    }

    private void checkValue(Tag tag, String name, String value) {
        Pattern pattern = VALUES.get(name);
        rule(pattern != null, "own", "unknown attribute", name, "of", tag.name());
        rule(pattern == null || pattern.matcher(value).matches(), "4.2", tag.name(), name + "=" + value);
        if (name.equals("URI")) {
            checkUri(value.substring(1, value.length() - 1));
        }
    }

    private void checkUri(String uri) {
        rule(uri.matches("(?!/)[a-z0-9._/?=-]+"), "own", "not relative, or not canonical:", uri);
    }

    private void checkMedia() {
        MEDIA_TAGS.forEach(name -> rule(playlist.tags(name).count() <= 1, "4.3.3", name, "more than once"));
        long target = playlist.value("EXT-X-TARGETDURATION")
                .filter(value -> INTEGER.matcher(value).matches())
                .map(Long::parseLong)
                .orElse(-1L);
        rule(target >= 0, "4.3.3.1", "no target duration");
        rule(playlist.value("EXT-X-PLAYLIST-TYPE").equals(Optional.of("VOD")), "own", "the type is not VOD");
        rule(playlist.has("EXT-X-ENDLIST"), "own", "no EXT-X-ENDLIST");
        rule(!playlist.segments().isEmpty(), "own", "no segment");
        checkOrder();
        boolean iFrames = playlist.has("EXT-X-I-FRAMES-ONLY");
        var ends = new HashMap<String, Boolean>();
        for (Segment segment : playlist.segments()) {
            rule(Math.round(segment.duration()) <= target, "4.3.3.1", segment.duration(), "s, target", target);
            rule(segment.durationText().matches("[0-9]+\\.[0-9]{6}"), "own", "EXTINF", segment.durationText());
            rule(segment.duration() > 0, "own", "a segment without duration:", segment.uri());
            checkUri(segment.uri());
            if (segment.uri().endsWith(".m4s")) {
                rule(!segment.map().isEmpty(), "3.3", "fragmented MP4 without EXT-X-MAP:", segment.uri());
            }
            checkByteRange(segment, ends);
            rule(
                    segment.byteRange().isEmpty() || iFrames,
                    "own",
                    "a byte range outside a playlist of I-frames:",
                    segment.uri());
        }
        rule(
                playlist.segments().stream()
                                .map(segment -> segment.discontinuities() + segment.uri() + segment.byteRange())
                                .distinct()
                                .count()
                        == playlist.segments().size(),
                "own",
                "a segment twice");
        playlist.tags("EXT-X-MAP").forEach(tag -> rule(tag.attribute("URI").isPresent(), "4.3.2.5", "no URI"));
        playlist.tags("EXT-X-START").forEach(this::checkStart);
    }

    private void checkByteRange(Segment segment, Map<String, Boolean> earlier) {
        String range = segment.byteRange();
        if (range.isEmpty()) {
            return;
        }
        rule(BYTE_RANGE.matcher(range).matches(), "4.3.2.2", "EXT-X-BYTERANGE:" + range);
        rule(
                range.contains("@") || earlier.containsKey(segment.uri()),
                "4.3.2.2",
                "no offset, and no earlier range of",
                segment.uri());
        earlier.put(segment.uri(), true);
    }

    private void checkStart(Tag start) {
        double offset = start.attribute("TIME-OFFSET").map(Double::parseDouble).orElse(0.0);
        rule(Math.abs(offset) <= playlist.duration(), "4.3.5.2", "TIME-OFFSET", offset, "of", playlist.duration());
    }

    /** What must be before the first segment (4.3.3.2), and where a map must be (4.3.2.5). */
    private void checkOrder() {
        boolean segmentSeen = false;
        boolean mapWanted = false;
        for (Tag tag : playlist.tags()) {
            switch (tag.name()) {
                case "EXTINF" -> {
                    segmentSeen = true;
                    rule(!mapWanted, "own", "no EXT-X-MAP after a discontinuity");
                }
                case "EXT-X-DISCONTINUITY" -> mapWanted = playlist.has("EXT-X-MAP");
                case "EXT-X-MAP" -> {
                    rule(!segmentSeen || mapWanted, "own", "EXT-X-MAP without a discontinuity");
                    mapWanted = false;
                }
                case "EXT-X-ENDLIST" ->
                    rule(tag.equals(playlist.tags().getLast()), "own", "EXT-X-ENDLIST is not the last tag");
                default ->
                    rule(
                            !segmentSeen || SEGMENT_TAGS.contains(tag.name()),
                            "4.3.3.2",
                            tag.name(),
                            "after the first segment");
            }
        }
    }

    private void checkMaster() {
        List<Tag> variants = playlist.tags("EXT-X-STREAM-INF").toList();
        rule(!variants.isEmpty(), "own", "no variant");
        var groups = new TreeMap<String, List<Tag>>();
        playlist.tags("EXT-X-MEDIA")
                .forEach(tag -> groups.computeIfAbsent(
                                tag.value().replaceAll(".*TYPE=([A-Z-]+).*", "$1") + " "
                                        + tag.quoted("GROUP-ID").orElse("?"),
                                key -> new ArrayList<>())
                        .add(tag));
        playlist.tags("EXT-X-MEDIA").forEach(this::checkRendition);
        groups.forEach(this::checkGroup);
        checkEqualMembers(groups);
        for (Tag variant : variants) {
            rule(!variant.uri().isEmpty(), "4.3.4.2", "EXT-X-STREAM-INF without a URI");
            checkUri(variant.uri());
            has(variant, "4.3.4.2", "BANDWIDTH");
            has(variant, "own", "AVERAGE-BANDWIDTH", "CODECS", "CLOSED-CAPTIONS");
            rule(variant.attribute("URI").isEmpty(), "4.3.4.3", "URI in EXT-X-STREAM-INF");
            rule(
                    !variant.attribute("RESOLUTION").isPresent()
                            || variant.quoted("CODECS").orElse("").matches("(?:avc1|avc3|hvc1|hev1|av01|vp09|dvh1).*"),
                    "4.3.4.2",
                    "a resolution without video");
            for (String type : List.of("AUDIO", "SUBTITLES")) {
                variant.quoted(type)
                        .ifPresent(group ->
                                rule(groups.containsKey(type + " " + group), "4.3.4.2", "no group", group, "of", type));
            }
        }
        for (Tag iFrames : playlist.tags("EXT-X-I-FRAME-STREAM-INF").toList()) {
            has(iFrames, "4.3.4.3", "BANDWIDTH", "URI");
            for (String name : List.of("FRAME-RATE", "AUDIO", "SUBTITLES", "CLOSED-CAPTIONS")) {
                rule(iFrames.attribute(name).isEmpty(), "4.3.4.3", name, "in EXT-X-I-FRAME-STREAM-INF");
            }
        }
        allOrNone("VIDEO-RANGE", variants, tag -> tag.attribute("RESOLUTION").isPresent());
        allOrNone("SUBTITLES", variants, tag -> true);
        for (String type : List.of("AUDIO", "SUBTITLES")) {
            groups.keySet().stream()
                    .filter(key -> key.startsWith(type))
                    .forEach(key -> rule(
                            variants.stream()
                                    .anyMatch(tag -> key.equals(
                                            type + " " + tag.quoted(type).orElse("-"))),
                            "own",
                            "no variant uses the group",
                            key));
        }
    }

    private void checkRendition(Tag tag) {
        has(tag, "4.3.4.1", "TYPE", "GROUP-ID", "NAME");
        boolean subtitles = tag.attribute("TYPE").equals(Optional.of("SUBTITLES"));
        rule(!subtitles || tag.attribute("URI").isPresent(), "4.3.4.1", "subtitles without a URI");
        rule(subtitles || tag.attribute("FORCED").isEmpty(), "4.3.4.1", "FORCED outside subtitles");
        rule(
                !yes(tag, "DEFAULT") || tag.attribute("AUTOSELECT").isEmpty() || yes(tag, "AUTOSELECT"),
                "4.3.4.1",
                "DEFAULT without AUTOSELECT");
        rule(tag.attribute("INSTREAM-ID").isEmpty(), "4.3.4.1", "INSTREAM-ID outside closed captions");
        rule(subtitles || tag.attribute("CHANNELS").isPresent(), "own", "audio without CHANNELS");
    }

    private void checkGroup(String key, List<Tag> members) {
        var names = new HashSet<String>();
        var automatic = new HashSet<String>();
        for (Tag member : members) {
            String language = member.quoted("LANGUAGE").orElse("");
            rule(names.add(member.quoted("NAME").orElse("")), "4.3.4.1.1", "a NAME twice in", key);
            rule(!yes(member, "AUTOSELECT") || automatic.add(language), "4.3.4.1.1", "AUTOSELECT twice for", language);
        }
        long defaults =
                members.stream().filter(member -> yes(member, "DEFAULT")).count();
        rule(defaults <= 1, "4.3.4.1.1", "more than one DEFAULT in", key);
        rule(defaults == 1 || !key.startsWith("AUDIO"), "own", "no DEFAULT in", key);
    }

    /** <q>Each Group of the same TYPE MUST have the same set of members</q> with the same attributes. */
    private void checkEqualMembers(Map<String, List<Tag>> groups) {
        var first = new HashMap<String, List<Map<String, String>>>();
        groups.forEach((key, members) -> {
            List<Map<String, String>> attributes = members.stream()
                    .map(member -> {
                        var compared = new HashMap<>(member.attributes());
                        List.of("URI", "CHANNELS", "GROUP-ID").forEach(compared::remove);
                        return Map.copyOf(compared);
                    })
                    .toList();
            List<Map<String, String>> other = first.putIfAbsent(key.split(" ")[0], attributes);
            rule(other == null || other.equals(attributes), "4.3.4.1.1", "other members in", key);
        });
    }

    private void allOrNone(String name, List<Tag> tags, Predicate<Tag> among) {
        List<Tag> concerned = tags.stream().filter(among).toList();
        long with = concerned.stream()
                .filter(tag -> tag.attribute(name).isPresent())
                .count();
        rule(with == 0 || with == concerned.size(), "own", name, "on some variants only");
    }

    private void has(Tag tag, String section, String... names) {
        for (String name : names) {
            rule(tag.attribute(name).isPresent(), section, tag.name(), "without", name);
        }
    }

    private static boolean yes(Tag tag, String name) {
        return tag.attribute(name).filter("YES"::equals).isPresent();
    }

    private static Map<String, Pattern> values() {
        var patterns = new HashMap<String, Pattern>();
        for (String name : List.of("URI", "GROUP-ID", "LANGUAGE", "NAME", "CODECS", "AUDIO", "SUBTITLES", "CHANNELS")) {
            patterns.put(name, Pattern.compile(QUOTED));
        }
        for (String name : List.of("DEFAULT", "AUTOSELECT", "FORCED", "PRECISE")) {
            patterns.put(name, Pattern.compile("YES|NO"));
        }
        for (String name : List.of("BANDWIDTH", "AVERAGE-BANDWIDTH")) {
            patterns.put(name, Pattern.compile("[1-9][0-9]{0,19}"));
        }
        patterns.put("TYPE", Pattern.compile("AUDIO|VIDEO|SUBTITLES|CLOSED-CAPTIONS"));
        patterns.put("RESOLUTION", Pattern.compile("[1-9][0-9]*x[1-9][0-9]*"));
        patterns.put("FRAME-RATE", Pattern.compile("[0-9]+(?:\\.[0-9]{1,3})?"));
        patterns.put("VIDEO-RANGE", Pattern.compile("SDR|HLG|PQ"));
        patterns.put("CLOSED-CAPTIONS", Pattern.compile("NONE"));
        patterns.put("TIME-OFFSET", Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?"));
        patterns.put("LAYOUT", Pattern.compile("[1-9][0-9]*x[1-9][0-9]*"));
        patterns.put("DURATION", Pattern.compile("[0-9]+(?:\\.[0-9]+)?"));
        return Map.copyOf(patterns);
    }
}
