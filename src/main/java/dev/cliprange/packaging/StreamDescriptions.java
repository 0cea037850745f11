package dev.cliprange.packaging;

import dev.cliprange.codec.MediaFormat;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.codec.colour.VideoColour;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.VideoSummary;
import dev.cliprange.packaging.ladder.RungStream;
import dev.cliprange.packaging.playlist.AudioRendition;
import dev.cliprange.packaging.playlist.ImageRendition;
import dev.cliprange.packaging.playlist.Languages;
import dev.cliprange.packaging.playlist.MediaSegment;
import dev.cliprange.packaging.playlist.SegmentList;
import dev.cliprange.packaging.playlist.StreamDescription;
import dev.cliprange.packaging.playlist.TextRendition;
import dev.cliprange.packaging.playlist.VideoRange;
import dev.cliprange.packaging.playlist.VideoRendition;
import dev.cliprange.slice.segment.TrackSegments;
import dev.cliprange.timeline.Timescale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Describes streams for the writers of playlists. */
final class StreamDescriptions {

    /** As for the choice of the qualities of a ladder. */
    private static final int NEAREST_PERCENT = 80;

    private static final int PERCENT = 100;

    private static final int QUARTER_TURN = 90;

    private StreamDescriptions() {}

    /**
     * Describes the stream of a clip with its storyboard.
     *
     * @param version of the stream
     */
    static StreamDescription of(ClipStream stream, String version) {
        return of(
                stream,
                stream.tiles().stream()
                        .map(tiles -> tiles.rendition(stream.shown(), stream.copy(), version))
                        .toList());
    }

    /** Describes the stream of a clip in a sequence, which has no storyboard. */
    static StreamDescription of(ClipStream stream) {
        return of(stream, List.of());
    }

    /**
     * Describes the streams of clips of a sequence. A clip without audio has the tracks of the first one with audio, as
     * far as their silence can be made.
     */
    static List<StreamDescription> ofSequence(List<ClipStream> streams) {
        List<StreamDescription> descriptions =
                streams.stream().map(StreamDescriptions::of).toList();
        List<AudioRendition> heard = descriptions.stream()
                .map(StreamDescription::audio)
                .filter(audio -> !audio.isEmpty())
                .findFirst()
                .orElse(List.of());
        return IntStream.range(0, streams.size())
                .mapToObj(i -> streams.get(i).isMute()
                        ? withSilence(streams.get(i), descriptions.get(i), heard)
                        : descriptions.get(i))
                .toList();
    }

    private static StreamDescription withSilence(
            ClipStream stream, StreamDescription description, List<AudioRendition> heard) {
        var silence = new ArrayList<AudioRendition>();
        for (AudioRendition track : heard) {
            SilentRendition.like(track, silence.size())
                    .map(silent -> new AudioRendition(
                            silent.id(),
                            track.codecs(),
                            track.name(),
                            track.language(),
                            silent.format().channels(),
                            silent.format().sampleRate(),
                            segments(silent.format().timescale(), stream.silence(silent))))
                    .ifPresent(silence::add);
        }
        return new StreamDescription(
                description.copy(),
                description.leadUs(),
                description.video(),
                silence,
                description.text(),
                description.images());
    }

    private static StreamDescription of(ClipStream stream, List<ImageRendition> images) {
        IndexDirectory directory = stream.directory();
        List<VideoRendition> video = Stream.concat(
                        stream.plan().video().stream()
                                .filter(track -> !isReplaced(stream))
                                .map(track ->
                                        video(directory, track, stream.plan().openGop())),
                        stream.rungs().stream().map(rung -> video(directory, rung)))
                .toList();
        List<AudioRendition> audio = stream.plan().audio().stream()
                .map(track -> audio(directory, track))
                .toList();
        List<TextRendition> texts =
                stream.texts().stream().map(StreamDescriptions::text).toList();
        return new StreamDescription(
                stream.copy(), stream.copy() ? stream.plan().leadUs() : 0, video, audio, texts, images);
    }

    private static TextRendition text(ClipText text) {
        var language = Languages.tag(text.language());
        return new TextRendition(text.id(), name(language, "Subtitles"), language.orElse(null), text.sizeBytes());
    }

    private static String name(Optional<String> language, String unknown) {
        return language.map(tag -> Locale.forLanguageTag(tag).getDisplayLanguage(Locale.ENGLISH))
                .orElse(unknown);
    }

    private static VideoRendition video(IndexDirectory directory, TrackSegments track, boolean openGop) {
        TrackDescription description = directory.tracks().get(track.track());
        VideoSummary summary = directory.video().orElseThrow();
        SampleEntry entry = description.entries().get(track.entry());
        MediaFormat format = entry.format();
        boolean turned = summary.rotationDegrees() % (2 * QUARTER_TURN) == QUARTER_TURN;
        return new VideoRendition(
                ClipStream.SOURCE_VIDEO,
                format.codecString(),
                turned ? format.height() : format.width(),
                turned ? format.width() : format.height(),
                summary.frameRate(),
                VideoRange.ofTransferCharacteristics(VideoColour.of(entry).transfer()),
                openGop,
                segments(description, track));
    }

    /**
     * Whether a quality of the ladder is offered instead of the source's video. After a switch to open GOPs, the first
     * pictures refer to those of another quality. Players do not switch between codecs, so this is about H.264 only.
     */
    private static boolean isReplaced(ClipStream stream) {
        return stream.plan().openGop()
                && stream.directory().tracks().getFirst().format().codec() == VideoCodec.H264
                && stream.rungs().stream().anyMatch(rung -> isNear(rung, stream.directory()));
    }

    private static boolean isNear(RungStream rung, IndexDirectory directory) {
        MediaFormat format = rung.description().format();
        VideoSummary source = directory.video().orElseThrow();
        return Math.min(format.width(), format.height()) * PERCENT
                > Math.min(source.width(), source.height()) * NEAREST_PERCENT;
    }

    /** The pictures are upright and have square pixels. */
    private static VideoRendition video(IndexDirectory source, RungStream rung) {
        SampleEntry entry = rung.description().entries().getFirst();
        MediaFormat format = entry.format();
        return new VideoRendition(
                rung.id(),
                format.codecString(),
                format.width(),
                format.height(),
                source.video().orElseThrow().frameRate(),
                VideoRange.ofTransferCharacteristics(VideoColour.of(entry).transfer()),
                false,
                segments(rung.description(), rung.plan().video()));
    }

    private static AudioRendition audio(IndexDirectory directory, TrackSegments track) {
        TrackDescription description = directory.tracks().get(track.track());
        MediaFormat format = description.entries().get(track.entry()).format();
        var language = Languages.tag(description.language());
        return new AudioRendition(
                ClipStream.audioId(track),
                format.codecString(),
                name(language, "Audio"),
                language.orElse(null),
                Math.max(1, format.channels()),
                Math.max(1, format.sampleRate()),
                segments(description, track));
    }

    private static SegmentList segments(TrackDescription description, TrackSegments track) {
        return segments(description.timescale(), track);
    }

    private static SegmentList segments(Timescale timescale, TrackSegments track) {
        return new SegmentList(
                timescale,
                track.segments().stream()
                        .map(segment -> new MediaSegment(
                                segment.startTicks(),
                                segment.durationTicks(),
                                segment.lengthBytes(),
                                segment.picture().orElse(null)))
                        .toList());
    }
}
