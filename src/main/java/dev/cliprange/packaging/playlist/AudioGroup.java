package dev.cliprange.packaging.playlist;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/**
 * Audio tracks among which a player chooses one: the languages of one codec.
 *
 * <p>All groups of a playlist must have the same members (RFC 8216, 4.3.4.1.1). So there is a group for each codec only
 * if every codec has the same languages. Otherwise all tracks are one group, and its codec is that of its first track,
 * which every player must be able to play. A list of all codecs would make players without one of them reject the
 * stream.
 *
 * @param id the value of {@code GROUP-ID}
 * @param codecs of the default track, the first one
 * @param names of the members, in their order
 */
record AudioGroup(String id, String codecs, List<String> names, List<AudioRendition> members) {

    /** Returns the groups in the order of their first tracks; empty if there is no audio. */
    static List<AudioGroup> of(List<AudioRendition> tracks) {
        var byCodec = new LinkedHashMap<String, List<AudioRendition>>();
        tracks.forEach(track -> byCodec.computeIfAbsent(track.codecs(), codecs -> new ArrayList<>())
                .add(track));
        if (tracks.isEmpty()) {
            return List.of();
        }
        List<List<AudioRendition>> groups = List.copyOf(byCodec.values());
        if (!groups.stream().allMatch(group -> languages(group).equals(languages(groups.getFirst())))) {
            return List.of(group("audio", tracks, names(tracks)));
        }
        var named = new ArrayList<AudioGroup>();
        for (List<AudioRendition> group : groups) {
            String id = groups.size() == 1 ? "audio" : "audio-" + (named.size() + 1);
            named.add(group(id, group, names(groups.getFirst())));
        }
        return named;
    }

    private static AudioGroup group(String id, List<AudioRendition> members, List<String> names) {
        return new AudioGroup(id, members.getFirst().codecs(), names, members);
    }

    private static List<String> names(List<AudioRendition> tracks) {
        return RenditionNames.unique(tracks.stream().map(AudioRendition::name).toList());
    }

    private static List<String> languages(List<AudioRendition> tracks) {
        return tracks.stream()
                .map(track -> Objects.requireNonNullElse(track.language(), ""))
                .toList();
    }
}
