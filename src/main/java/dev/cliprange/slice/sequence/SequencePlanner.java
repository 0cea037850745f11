package dev.cliprange.slice.sequence;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.splice.JoinedEntry;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.Chapter;
import dev.cliprange.slice.ChapterBoxes;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.slice.HeaderWriter;
import dev.cliprange.slice.MediaChunk;
import dev.cliprange.slice.MediaRanges;
import dev.cliprange.slice.MovieTimescale;
import dev.cliprange.timeline.Timescale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Plans several clips as one file. It has no state. */
public final class SequencePlanner {

    /** Part of every version of a sequence's file. It must change if the same clips give different bytes. */
    public static final int FORMAT_VERSION = 2;

    private static final Timescale WITHOUT_VIDEO = new Timescale(1_000_000);

    private SequencePlanner() {}

    /**
     * Returns the layout of the file.
     *
     * @param members at least one, in the order of playback. Their formats agree
     */
    public static SequenceLayout plan(List<SequenceMember> members) {
        Optional<JoinedEntry> entry = entry(members);
        return entry.map(it -> plan(spliced(members, it), List.of(it.entry())))
                .orElseGet(() -> plan(members, List.of()));
    }

    /** Returns the entry of the joined video; empty if no clip shows anything. */
    private static Optional<JoinedEntry> entry(List<SequenceMember> members) {
        List<SampleEntry> entries = members.stream()
                .flatMap(member -> member.video().stream())
                .map(video -> video.description().entries().getFirst())
                .toList();
        return entries.isEmpty() ? Optional.empty() : Optional.of(JoinedEntry.of(entries));
    }

    /** Returns the clips with what decoders need at the splice points between them. */
    private static List<SequenceMember> spliced(List<SequenceMember> members, JoinedEntry entry) {
        byte[] end = JoinedEntry.endOfSequence(entry.entry());
        var spliced = new ArrayList<SequenceMember>();
        int withVideo = 0;
        for (SequenceMember member : members) {
            if (member.video().isEmpty()) {
                spliced.add(member);
                continue;
            }
            byte[] prefix = entry.prefixes().get(withVideo++);
            boolean last = withVideo == entry.prefixes().size();
            spliced.add(InsertedBytes.into(member, prefix, last ? new byte[0] : end));
        }
        return spliced;
    }

    private static SequenceLayout plan(List<SequenceMember> members, List<SampleEntry> videoEntries) {
        var bases = new long[members.size() + 1];
        List<Chapter> titles =
                members.stream().map(it -> new Chapter(0, it.title())).toList();
        byte[] texts = ChapterBoxes.samples(titles);
        bases[0] = texts.length;
        for (int k = 0; k < members.size(); k++) {
            bases[k + 1] = Math.addExact(bases[k], members.get(k).lengthBytes());
        }
        List<Optional<ClipTrack>> video =
                members.stream().map(SequenceMember::video).toList();
        Timescale frames = timescale(video).orElse(WITHOUT_VIDEO);
        List<Optional<MemberTimes>> shown = times(video, frames);
        SequenceTimeline timeline = SequenceTimeline.of(frames, members, shown);
        var tracks = new ArrayList<ClipTrack>();
        if (shown.stream().anyMatch(Optional::isPresent)) {
            tracks.add(JoinedVideo.of(timeline, shown, bases, videoEntries));
        }
        for (int track = 0; track < audioTracks(members); track++) {
            int number = track;
            List<Optional<ClipTrack>> audio =
                    members.stream().map(it -> it.audio().get(number)).toList();
            timescale(audio)
                    .flatMap(ticks -> JoinedAudio.of(timeline, ticks, times(audio, ticks), bases, entries(audio)))
                    .ifPresent(tracks::add);
        }
        return layout(members, tracks, chapters(members, timeline), texts, bases[members.size()]);
    }

    private static SequenceLayout layout(
            List<SequenceMember> members,
            List<ClipTrack> tracks,
            List<Chapter> chapters,
            byte[] texts,
            long mediaBytes) {
        List<List<MediaChunk>> chunks = tracks.stream().map(MediaChunk::of).toList();
        byte[] boxes = new HeaderWriter(tracks, chunks, MediaRanges.whole(mediaBytes), chapters).write();
        // The titles are sent with the header, as one piece.
        byte[] header = Arrays.copyOf(boxes, boxes.length + texts.length);
        System.arraycopy(texts, 0, header, boxes.length, texts.length);
        List<SequenceLayout.Part> parts =
                members.stream().flatMap(member -> member.parts().stream()).toList();
        return new SequenceLayout(new ByteLayout(List.of(), header, Optional.of(ClipTrack.codecs(tracks))), parts);
    }

    private static List<Chapter> chapters(List<SequenceMember> members, SequenceTimeline timeline) {
        return IntStream.range(0, members.size())
                .mapToObj(k -> new Chapter(timeline.startUs(k), members.get(k).title()))
                .toList();
    }

    /** The number of audio tracks that all clips have. */
    private static int audioTracks(List<SequenceMember> members) {
        return members.stream().mapToInt(it -> it.audio().size()).min().orElse(0);
    }

    private static Optional<Timescale> timescale(List<Optional<ClipTrack>> tracks) {
        List<Timescale> all = tracks.stream()
                .flatMap(Optional::stream)
                .map(track -> track.description().timescale())
                .distinct()
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(MovieTimescale.joined(all));
    }

    private static List<Optional<MemberTimes>> times(List<Optional<ClipTrack>> tracks, Timescale timescale) {
        return tracks.stream()
                .map(track -> track.map(it -> new MemberTimes(it, timescale)))
                .toList();
    }

    private static List<SampleEntry> entries(List<Optional<ClipTrack>> tracks) {
        return tracks.stream()
                .flatMap(Optional::stream)
                .map(ClipTrack::description)
                .map(TrackDescription::entries)
                .findFirst()
                .orElseThrow();
    }
}
