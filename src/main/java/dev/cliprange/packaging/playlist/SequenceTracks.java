package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.SequenceDescription.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Chooses the tracks of a sequence: those that every clip has in the same codec. A player cannot change the codec in the
 * middle of a track (RFC 8216, 4.3.4.2 describes all segments of a rendition by one list of codecs).
 */
public sealed interface SequenceTracks {

    /** The clips have a common track of every kind that one of them has. */
    record Common(SequenceDescription sequence) implements SequenceTracks {}

    /**
     * The clips have no common track of a kind.
     *
     * @param kind {@code video} or {@code audio}
     * @param expected the codec family that most clips have
     * @param differing the indices of the clips without it, with the families that they have; empty for a clip without
     *     such a track
     */
    record Mixed(String kind, String expected, Map<Integer, Set<String>> differing) implements SequenceTracks {
        public Mixed {
            differing = new LinkedHashMap<>(differing);
        }
    }

    /**
     * Returns the tracks of a sequence. Of each family that all clips have, as many tracks are chosen as each clip has.
     * An audio track continues in the language that it has in the first clip, if the other clips have it. A text track is
     * chosen only if every clip has one in its language.
     *
     * @param parts the clips, at least one
     */
    static SequenceTracks of(List<Part> parts) {
        Families<VideoRendition> video = new Families<>(parts, StreamDescription::video, VideoRendition::codecs);
        Families<AudioRendition> audio = new Families<>(parts, StreamDescription::audio, AudioRendition::codecs);
        return video.mixed("video").or(() -> audio.mixed("audio")).orElseGet(() -> common(parts, video, audio));
    }

    private static SequenceTracks common(
            List<Part> parts, Families<VideoRendition> video, Families<AudioRendition> audio) {
        List<List<VideoRendition>> videos = video.common((first, other) -> true);
        List<List<AudioRendition>> audios = audio.common(
                (first, other) -> first.language() != null && first.language().equals(other.language()));
        List<List<TextRendition>> texts = texts(parts);
        return new Common(new SequenceDescription(IntStream.range(0, parts.size())
                .mapToObj(i -> {
                    StreamDescription stream = parts.get(i).stream();
                    return new Part(
                            parts.get(i).folder(),
                            new StreamDescription(
                                    stream.copy(),
                                    stream.leadUs(),
                                    videos.get(i),
                                    audios.get(i),
                                    texts.get(i),
                                    stream.images()));
                })
                .toList()));
    }

    /** Returns the text tracks of each clip whose language every clip has. A sequence can do without the others. */
    private static List<List<TextRendition>> texts(List<Part> parts) {
        List<List<TextRendition>> left = parts.stream()
                .<List<TextRendition>>map(part -> new ArrayList<>(part.stream().text()))
                .toList();
        List<List<TextRendition>> chosen = parts.stream()
                .<List<TextRendition>>map(part -> new ArrayList<>())
                .toList();
        for (TextRendition wanted : parts.getFirst().stream().text()) {
            List<TextRendition> found = left.stream()
                    .flatMap(texts -> texts.stream()
                            .filter(text -> Objects.equals(text.language(), wanted.language()))
                            .limit(1))
                    .toList();
            for (int i = 0; found.size() == parts.size() && i < found.size(); i++) {
                left.get(i).remove(found.get(i));
                chosen.get(i).add(found.get(i));
            }
        }
        return chosen;
    }

    /** The tracks of one kind of all clips, by codec family. */
    final class Families<T> {

        private final List<Map<String, List<T>>> clips;

        private Families(List<Part> parts, Function<StreamDescription, List<T>> tracks, Function<T, String> codecs) {
            this.clips = parts.stream()
                    .map(part -> {
                        Map<String, List<T>> families = new LinkedHashMap<>();
                        tracks.apply(part.stream())
                                .forEach(track -> families.computeIfAbsent(
                                                Codecs.family(codecs.apply(track)), family -> new ArrayList<>())
                                        .add(track));
                        return families;
                    })
                    .toList();
        }

        private Set<String> shared() {
            var shared = new LinkedHashSet<>(clips.getFirst().keySet());
            clips.forEach(clip -> shared.retainAll(clip.keySet()));
            return shared;
        }

        private Optional<SequenceTracks> mixed(String kind) {
            var counts = new LinkedHashMap<String, Integer>();
            clips.forEach(clip -> clip.keySet().forEach(family -> counts.merge(family, 1, Integer::sum)));
            if (counts.isEmpty() || !shared().isEmpty()) {
                return Optional.empty();
            }
            int most = counts.values().stream().max(Comparator.naturalOrder()).orElseThrow();
            String expected = counts.keySet().stream()
                    .filter(family -> counts.getOrDefault(family, 0) == most)
                    .findFirst()
                    .orElseThrow();
            var differing = new LinkedHashMap<Integer, Set<String>>();
            for (int i = 0; i < clips.size(); i++) {
                if (!clips.get(i).containsKey(expected)) {
                    differing.put(i, new TreeSet<>(clips.get(i).keySet()));
                }
            }
            return Optional.of(new Mixed(kind, expected, differing));
        }

        /** Whether a track should continue a track of the first clip. */
        @FunctionalInterface
        private interface Match<T> {
            boolean test(T first, T other);
        }

        /** Returns the chosen tracks of each clip, in the order of the first clip. */
        private List<List<T>> common(Match<T> match) {
            List<List<T>> chosen =
                    clips.stream().<List<T>>map(clip -> new ArrayList<>()).toList();
            for (String family : shared()) {
                int count = clips.stream()
                        .mapToInt(clip -> tracks(clip, family).size())
                        .min()
                        .orElse(0);
                List<T> first = tracks(clips.getFirst(), family).subList(0, count);
                for (int i = 0; i < clips.size(); i++) {
                    chosen.get(i).addAll(continued(first, tracks(clips.get(i), family), match));
                }
            }
            return chosen;
        }

        private static <T> List<T> tracks(Map<String, List<T>> clip, String family) {
            return clip.getOrDefault(family, List.of());
        }

        /** Returns as many tracks as the first clip has: those that match first, then any that are left. */
        private static <T> List<T> continued(List<T> first, List<T> tracks, Match<T> match) {
            var left = new ArrayList<>(tracks);
            var slots = new ArrayList<Optional<T>>();
            for (T wanted : first) {
                Optional<T> found =
                        left.stream().filter(track -> match.test(wanted, track)).findFirst();
                found.ifPresent(left::remove);
                slots.add(found);
            }
            return slots.stream().map(slot -> slot.orElseGet(left::removeFirst)).toList();
        }
    }
}
