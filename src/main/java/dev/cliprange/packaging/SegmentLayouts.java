package dev.cliprange.packaging;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.packaging.ladder.RungLayouts;
import dev.cliprange.packaging.ladder.RungStream;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.packaging.playlist.StreamFile.Content;
import dev.cliprange.precise.LayoutsInUse;
import dev.cliprange.precise.PreciseLayouts;
import dev.cliprange.precise.PreciseLayouts.PreciseLayout;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.slice.segment.SegmentPlanner;
import dev.cliprange.slice.segment.SegmentSpan;
import dev.cliprange.slice.segment.SilenceFormat;
import dev.cliprange.slice.segment.SilentTrack;
import dev.cliprange.slice.segment.TrackSegments;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.stream.ByteLayouts;
import dev.cliprange.stream.StoredLayout;
import dev.cliprange.timeline.TimeRange;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The layouts of init and media segments. Only those with encoded frames need a process, once for each clip. */
@Component
class SegmentLayouts {

    private final SourceIndexes indexes;
    private final PreciseLayouts precise;
    private final SilentPackets silence;
    private final AudioSidecars sidecars;
    private final ByteLayouts layouts;
    private final RungLayouts rungs;

    SegmentLayouts(
            SourceIndexes indexes,
            PreciseLayouts precise,
            SilentPackets silence,
            AudioSidecars sidecars,
            ByteLayouts layouts,
            RungLayouts rungs) {
        this.indexes = indexes;
        this.precise = precise;
        this.silence = silence;
        this.sidecars = sidecars;
        this.layouts = layouts;
        this.rungs = rungs;
    }

    /**
     * Returns the layout of a file of a stream.
     *
     * @param lease of the response; it keeps the encoded frames
     * @throws FailureException SEGMENT_NOT_FOUND; as encoding the edges of the clip
     */
    Mono<StoredLayout> get(
            ClipDescriptor clip,
            ClipStream stream,
            StreamFile.Part file,
            ProcessHolder holder,
            LayoutsInUse.Lease lease) {
        Optional<RungStream> rung = stream.findRung(file.kind(), file.rendition());
        if (rung.isPresent()) {
            return rungs.get(clip, rung.orElseThrow(), file, holder);
        }
        Optional<SilentRendition> silent = stream.findSilence(file.kind(), file.rendition());
        if (silent.isPresent()) {
            return silent(clip, stream, silent.orElseThrow(), file, holder).map(StoredLayout::ofSource);
        }
        TrackSegments track = stream.find(file.kind(), file.rendition()).orElseThrow(() -> unknown(file));
        var request = new Request(clip, stream, track, clip.streamVersion() + "/" + file.path());
        return switch (file.content()) {
            case Content.Named.INIT -> init(request, holder, lease).map(StoredLayout::ofSource);
            case Content.Segment(long startTicks) ->
                segment(request, track.find(startTicks).orElseThrow(() -> unknown(file)), holder, lease);
            case Content.Named.PLAYLIST, Content.Named.IFRAME_PLAYLIST, Content.Named.CUES -> Mono.error(unknown(file));
        };
    }

    private record Request(ClipDescriptor clip, ClipStream stream, TrackSegments track, String tag) {}

    static FailureException unknown(StreamFile file) {
        return new FailureException(
                Failure.SEGMENT_NOT_FOUND, "The stream of this clip has no file '" + file.path() + "'.");
    }

    private Mono<TaggedLayout> init(Request request, ProcessHolder holder, LayoutsInUse.Lease lease) {
        ClipStream stream = request.stream;
        return stream.encodes(request.track)
                ? encoded(request, holder, lease, made -> SegmentPlanner.init(stream.directory(), made.edges()))
                : Mono.fromSupplier(
                        () -> new TaggedLayout(SegmentPlanner.init(stream.directory(), request.track), request.tag));
    }

    private Mono<StoredLayout> segment(
            Request request, SegmentSpan segment, ProcessHolder holder, LayoutsInUse.Lease lease) {
        TimeRange range = SegmentPlanner.range(
                request.stream.directory(),
                request.track,
                segment,
                request.clip.clip().range());
        Mono<TaggedLayout> planned = segment(request, segment, range, holder, lease);
        return request.stream.isVideo(request.track)
                ? planned.map(StoredLayout::ofSource)
                : planned.flatMap(file -> sidecars.stored(request.clip.source(), request.track, segment, range, file));
    }

    private Mono<TaggedLayout> segment(
            Request request, SegmentSpan segment, TimeRange range, ProcessHolder holder, LayoutsInUse.Lease lease) {
        if (segment.encoded()) {
            return indexes.part(request.clip.source(), range)
                    .flatMap(part -> encoded(
                            request,
                            holder,
                            lease,
                            made -> SegmentPlanner.edge(
                                    request.track,
                                    segment,
                                    part.pages(),
                                    request.stream.parts().orElseThrow(),
                                    made.edges())));
        }
        if (segment.silentPackets() > 0) {
            return filled(request, segment, range, holder);
        }
        return layouts.get(
                request.clip.source(),
                request.tag,
                () -> indexes.part(request.clip.source(), range)
                        .map(part -> SegmentPlanner.segment(request.track, segment, part.pages())));
    }

    /** A file of a track of silence. */
    private Mono<TaggedLayout> silent(
            ClipDescriptor clip,
            ClipStream stream,
            SilentRendition silent,
            StreamFile.Part file,
            ProcessHolder holder) {
        String tag = clip.streamVersion() + "/" + file.path();
        return switch (file.content()) {
            case Content.Named.INIT ->
                Mono.fromSupplier(() -> new TaggedLayout(SilentTrack.init(silent.format()), tag));
            case Content.Segment(long startTicks) -> {
                SegmentSpan segment = stream.silence(silent).find(startTicks).orElseThrow(() -> unknown(file));
                yield silence.get(clip.source(), silent.format(), holder)
                        .map(packet -> new TaggedLayout(
                                SilentTrack.segment(silent.format(), segment, packet.bytes()),
                                tag + "-" + packet.digest()));
            }
            case Content.Named.PLAYLIST, Content.Named.IFRAME_PLAYLIST, Content.Named.CUES -> Mono.error(unknown(file));
        };
    }

    /** A segment of audio with gaps. Another encoding of the same silence may have other bytes. */
    private Mono<TaggedLayout> filled(Request request, SegmentSpan segment, TimeRange range, ProcessHolder holder) {
        TrackDescription description = request.stream.directory().tracks().get(request.track.track());
        SilenceFormat format = SilenceFormat.of(description).orElseThrow();
        return silence.get(request.clip.source(), format, holder)
                .flatMap(packet -> layouts.get(
                        request.clip.source(),
                        request.tag + "-" + packet.digest(),
                        () -> indexes.part(request.clip.source(), range)
                                .map(part -> SegmentPlanner.filled(
                                        description, request.track, segment, part.pages(), packet.bytes()))));
    }

    private Mono<TaggedLayout> encoded(
            Request request,
            ProcessHolder holder,
            LayoutsInUse.Lease lease,
            Function<PreciseLayout, ByteLayout> layout) {
        return precise.get(request.clip, holder).map(lease::enter).map(made -> {
            // Another encoding of the same frames may have other bytes.
            String digest = made.file().tag().substring(made.file().tag().lastIndexOf('-') + 1);
            return new TaggedLayout(layout.apply(made), request.tag + "-" + digest);
        });
    }
}
