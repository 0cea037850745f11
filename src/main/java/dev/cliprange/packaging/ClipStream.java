package dev.cliprange.packaging;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.packaging.ladder.RungStream;
import dev.cliprange.packaging.playlist.StreamFile.Kind;
import dev.cliprange.slice.precise.PreciseParts;
import dev.cliprange.slice.segment.SilentTrack;
import dev.cliprange.slice.segment.StreamPlan;
import dev.cliprange.slice.segment.TrackSegments;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.timeline.Timescale;
import java.util.List;
import java.util.Optional;

/**
 * A clip as a stream, in one form.
 *
 * @param parts how its video is put together; empty for the copy form and without video
 * @param texts the text tracks of the source
 * @param tiles those of its storyboard; empty if it has none
 * @param rungs the re-encoded qualities of its video; empty for the copy form
 */
record ClipStream(
        IndexDirectory directory,
        StreamPlan plan,
        Optional<PreciseParts> parts,
        boolean copy,
        List<ClipText> texts,
        Optional<ClipTiles> tiles,
        List<RungStream> rungs) {

    private static final int TEXT_BYTES = 64;
    private static final int TILE_BYTES = 24;

    ClipStream {
        texts = List.copyOf(texts);
        rungs = List.copyOf(rungs);
    }

    /** The id of the video that is not re-encoded. */
    static final String SOURCE_VIDEO = "source";

    /** Returns the id of an audio track: its place among the tracks of the source. */
    static String audioId(TrackSegments track) {
        return Integer.toString(track.track());
    }

    /** Returns the track that a rendition of a path names. */
    Optional<TrackSegments> find(Kind kind, String rendition) {
        return switch (kind) {
            case VIDEO -> plan.video().filter(video -> rendition.equals(SOURCE_VIDEO));
            case AUDIO ->
                plan.audio().stream()
                        .filter(track -> rendition.equals(audioId(track)))
                        .findFirst();
            case TEXT, IMAGE -> Optional.empty();
        };
    }

    /** Returns the silence that a rendition of a path names. Only a clip with video and without audio has it. */
    Optional<SilentRendition> findSilence(Kind kind, String rendition) {
        return kind == Kind.AUDIO && isMute() ? SilentRendition.parse(rendition) : Optional.empty();
    }

    /** Whether the clip has video and no audio. */
    boolean isMute() {
        return plan.video().isPresent() && plan.audio().isEmpty();
    }

    /** Returns the segments of silence beside the video. */
    TrackSegments silence(SilentRendition silent) {
        TrackSegments video = plan.video().orElseThrow();
        return SilentTrack.segments(
                silent.format(), video, directory.tracks().get(video.track()).timescale());
    }

    /** Returns the text track that a rendition of a path names. */
    Optional<ClipText> findText(String rendition) {
        return texts.stream().filter(text -> rendition.equals(text.id())).findFirst();
    }

    /** Returns what the stream shows: the time of its video, or of its first audio track. */
    TimeRange shown() {
        TrackSegments main = plan.video().orElseGet(() -> plan.audio().getFirst());
        Timescale timescale = directory.tracks().get(main.track()).timescale();
        long startUs = timescale.toUs(main.startTicks());
        return new TimeRange(
                startUs,
                Math.max(startUs + 1, timescale.toUs(main.segments().getLast().endTicks())));
    }

    ClipStream with(List<ClipText> found) {
        return new ClipStream(directory, plan, parts, copy, found, tiles, rungs);
    }

    ClipStream withTiles(Optional<ClipTiles> found) {
        return new ClipStream(directory, plan, parts, copy, texts, found, rungs);
    }

    ClipStream withRungs(List<RungStream> found) {
        return new ClipStream(directory, plan, parts, copy, texts, tiles, found);
    }

    /** Returns the quality that a rendition of a path names. */
    Optional<RungStream> findRung(Kind kind, String rendition) {
        return rungs.stream()
                .filter(rung -> kind == Kind.VIDEO && rung.id().equals(rendition))
                .findFirst();
    }

    /** Returns about how much memory the stream takes. */
    int weightBytes() {
        // A quality has as many segments as the video.
        int tileBytes = tiles.map(found -> TILE_BYTES * found.timesUs().size()).orElse(0);
        return plan.weightBytes() * (1 + rungs.size()) + TEXT_BYTES * texts.size() + tileBytes;
    }

    boolean isVideo(TrackSegments track) {
        return directory.tracks().get(track.track()).kind() == TrackKind.VIDEO;
    }

    /** Whether the video has encoded frames. Its init segment then has their parameter sets. */
    boolean encodes(TrackSegments track) {
        return isVideo(track) && parts.filter(PreciseParts::encodes).isPresent();
    }
}
