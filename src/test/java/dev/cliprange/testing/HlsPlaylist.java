package dev.cliprange.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A playlist as a reader of RFC 8216 sees it. It shares no code with the writers.
 *
 * @param problems of the syntax (4.1, 4.2), each with its section
 * @param tags all of them in order; a URI line belongs to the tag before it
 */
public record HlsPlaylist(String text, List<Tag> tags, List<Segment> segments, List<String> problems) {

    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\G(?:^|,)([A-Z0-9-]+)=(\"[^\"\\r\\n]*\"|[^\",\\s][^,\\s\"]*)");

    /** Tags whose value is an attribute list. */
    private static final List<String> WITH_ATTRIBUTES = List.of(
            "EXT-X-MEDIA", "EXT-X-STREAM-INF", "EXT-X-I-FRAME-STREAM-INF", "EXT-X-START", "EXT-X-MAP", "EXT-X-TILES");

    /**
     * One line that begins with {@code #EXT}.
     *
     * @param value after the colon; empty if there is none
     * @param attributes by name, quoted strings with their quotation marks; empty if the tag has no list
     * @param uri the line that follows {@code EXT-X-STREAM-INF}; empty otherwise
     */
    public record Tag(String name, String value, Map<String, String> attributes, String uri) {

        public Optional<String> attribute(String attribute) {
            return Optional.ofNullable(attributes.get(attribute));
        }

        /** The content of a quoted string. */
        public Optional<String> quoted(String attribute) {
            return attribute(attribute).map(text -> text.substring(1, text.length() - 1));
        }
    }

    /**
     * A media segment with the tags that apply to it.
     *
     * @param byteRange as the tag says it; empty without one
     * @param map the URI of its initialization section; empty without one
     * @param discontinuities the number of them before this segment
     */
    public record Segment(
            String uri, String durationText, double duration, String byteRange, String map, int discontinuities) {}

    public static HlsPlaylist parse(String text) {
        return new Reader(text).read();
    }

    public Stream<Tag> tags(String name) {
        return tags.stream().filter(tag -> tag.name().equals(name));
    }

    public boolean has(String name) {
        return tags(name).findAny().isPresent();
    }

    /** The value of a tag; empty without the tag. */
    public Optional<String> value(String name) {
        return tags(name).map(Tag::value).findFirst();
    }

    public boolean isMaster() {
        return has("EXT-X-STREAM-INF") || has("EXT-X-MEDIA") || has("EXT-X-I-FRAME-STREAM-INF");
    }

    public double duration() {
        return segments.stream().mapToDouble(Segment::duration).sum();
    }

    private static final class Reader {

        private final String text;
        private final List<Tag> tags = new ArrayList<>();
        private final List<Segment> segments = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private final Map<String, String> pending = new HashMap<>();
        private String map = "";
        private int discontinuities;

        Reader(String text) {
            this.text = text;
        }

        HlsPlaylist read() {
            for (String line : text.split("\n", -1)) {
                if (line.startsWith("#EXT")) {
                    tag(line.substring(1));
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    uri(line);
                }
            }
            if (!pending.isEmpty()) {
                problems.add("4.3.2: " + pending.keySet() + " without a segment");
            }
            return new HlsPlaylist(text, List.copyOf(tags), List.copyOf(segments), List.copyOf(problems));
        }

        private void tag(String line) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            Tag tag = new Tag(name, value, WITH_ATTRIBUTES.contains(name) ? attributes(line, value) : Map.of(), "");
            tags.add(tag);
            switch (name) {
                case "EXTINF", "EXT-X-BYTERANGE" -> {
                    if (pending.put(name, value) != null) {
                        problems.add("4.3.2: two " + name + " for one segment");
                    }
                }
                case "EXT-X-DISCONTINUITY" -> discontinuities++;
                case "EXT-X-MAP" -> map = tag.quoted("URI").orElse("");
                default -> {}
            }
        }

        private void uri(String line) {
            Tag last = tags.isEmpty() ? new Tag("", "", Map.of(), "") : tags.getLast();
            if (last.name().equals("EXT-X-STREAM-INF") && last.uri().isEmpty()) {
                tags.removeLast();
                tags.add(new Tag(last.name(), last.value(), last.attributes(), line));
                return;
            }
            String duration = pending.remove("EXTINF");
            if (duration == null) {
                problems.add("4.3.2.1: segment without EXTINF: " + line);
                return;
            }
            String number = duration.substring(0, Math.max(0, duration.indexOf(',')));
            if (!number.matches("[0-9]+(?:\\.[0-9]+)?")) {
                problems.add("4.3.2.1: EXTINF:" + duration);
                return;
            }
            String range = pending.remove("EXT-X-BYTERANGE");
            segments.add(new Segment(
                    line, number, Double.parseDouble(number), range == null ? "" : range, map, discontinuities));
        }

        private Map<String, String> attributes(String line, String list) {
            var attributes = new LinkedHashMap<String, String>();
            Matcher matcher = ATTRIBUTE.matcher(list);
            int end = 0;
            while (matcher.find()) {
                end = matcher.end();
                if (attributes.put(matcher.group(1), matcher.group(2)) != null) {
                    problems.add("4.2: " + matcher.group(1) + " twice: " + line);
                }
            }
            if (end != list.length() || list.isEmpty()) {
                problems.add("4.2: no attribute list: " + line);
            }
            return attributes;
        }
    }
}
