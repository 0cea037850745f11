package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.ImageRendition.ImageSheet;
import dev.cliprange.packaging.playlist.StreamFile.Content;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.FrameRate;
import dev.cliprange.timeline.Timescale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Descriptions of streams that together use everything that the writers can write. */
final class SampleStreams {

    private static final FrameRate NTSC = new FrameRate(30_000, 1001);
    private static final int STYP_BYTES = 24;

    private SampleStreams() {}

    /** All of them by name; the name is that of the folder with the expected texts. */
    static Map<String, StreamDescription> all() {
        var streams = new LinkedHashMap<String, StreamDescription>();
        streams.put("plain", plain());
        streams.put("ladder", ladder());
        streams.put("copy", copy());
        streams.put("audio", audioOnly());
        streams.put("audio-languages", audioLanguages());
        streams.put("video", videoOnly());
        streams.put("mixed-codecs", mixedCodecs());
        streams.put("short", shortClip());
        return streams;
    }

    /** One quality and one audio track; begins inside a source and has a short last segment. */
    static StreamDescription plain() {
        return new StreamDescription(
                List.of(video("avc1", "avc1.64001f", 1280, 720, VideoRange.SDR, 400_000)),
                List.of(audio("aac", "mp4a.40.2", "English", "en", 2, 64_000)));
    }

    /** Three qualities, two of them HDR; two languages in two codecs; text and pictures; names that need care. */
    static StreamDescription ladder() {
        return new StreamDescription(
                false,
                0,
                List.of(
                        video("source", "hvc1.2.4.L153.B0", 3840, 2160, VideoRange.PQ, 4_000_000),
                        video("1080p", "hvc1.2.4.L120.B0", 1920, 1080, VideoRange.PQ, 1_500_000),
                        video("720p", "avc1.64001f", 1280, 720, VideoRange.SDR, 700_000)),
                List.of(
                        audio("1", "mp4a.40.2", "Director's \"cut\"\r\n", "en", 2, 64_000),
                        audio("2", "mp4a.40.2", "Deutsch", "de", 2, 63_000),
                        audio("3", "mp4a.40.2", "Deutsch", "de", 2, 66_000),
                        audio("4", "ec-3", "English", "en", 6, 300_000),
                        audio("5", "ec-3", "Deutsch", "de", 6, 310_000),
                        audio("6", "ec-3", "Deutsch", "de", 2, 320_000)),
                List.of(
                        new TextRendition("1", "English", "en", 900),
                        new TextRendition("2", "Franc\u0327ais", "fr", 1_000),
                        new TextRendition("3", "", null, 1_100)),
                List.of(new ImageRendition(
                        "tiles",
                        320,
                        180,
                        4_000_000,
                        List.of(new ImageSheet(
                                "../../../../storyboard/abcdefgh234567ab.jpg", 3, 1, 10_510_500, 30_000)))));
    }

    /** Starts at the keyframe 1.5 s before the clip. */
    static StreamDescription copy() {
        StreamDescription plain = plain();
        return new StreamDescription(true, 1_501_500, plain.video(), plain.audio(), List.of(), List.of());
    }

    static StreamDescription audioOnly() {
        return new StreamDescription(List.of(), List.of(audio("aac", "mp4a.40.2", "Audio", null, 1, 40_000)));
    }

    static StreamDescription audioLanguages() {
        return new StreamDescription(
                List.of(),
                List.of(audio("1", "Opus", "Svenska", "sv", 2, 40_000), audio("2", "Opus", "Suomi", "fi", 2, 45_000)));
    }

    /** Without audio and without a frame rate; one picture is not known, and pictures are files of their own. */
    static StreamDescription videoOnly() {
        var segments = new ArrayList<>(video("v", "av01.0.08M.10", 1080, 1920, VideoRange.HLG, 500_000)
                .segments()
                .segments());
        MediaSegment second = segments.get(1);
        segments.set(1, new MediaSegment(second.startTicks(), second.durationTicks(), second.sizeBytes()));
        return new StreamDescription(
                false,
                0,
                List.of(new VideoRendition(
                        "v",
                        "av01.0.08M.10",
                        1080,
                        1920,
                        null,
                        VideoRange.HLG,
                        true,
                        new SegmentList(new Timescale(30_000), segments))),
                List.of(),
                List.of(),
                List.of(new ImageRendition(
                        "tiles",
                        180,
                        320,
                        4_000_000,
                        List.of(
                                new ImageSheet("1.jpg", 1, 1, 4_000_000, 9_000),
                                new ImageSheet("2.jpg", 1, 1, 6_510_500, 9_500)))));
    }

    /** The languages of the codecs differ, so there cannot be a group for each codec. */
    static StreamDescription mixedCodecs() {
        return new StreamDescription(
                plain().video(),
                List.of(
                        audio("1", "mp4a.40.2", "English", "en", 2, 64_000),
                        audio("2", "ac-3", "Deutsch", "de", 6, 190_000)));
    }

    /** Shorter than half of the target duration, because the audio has one segment and ends early. */
    static StreamDescription shortClip() {
        var timescale = new Timescale(12_800);
        return new StreamDescription(
                List.of(new VideoRendition(
                        "v",
                        "avc1.42c01e",
                        640,
                        360,
                        new FrameRate(25, 1),
                        VideoRange.SDR,
                        false,
                        new SegmentList(timescale, List.of(new MediaSegment(0, 512 * 75, 90_001))))),
                List.of(new AudioRendition(
                        "a",
                        "mp4a.40.2",
                        "Audio",
                        null,
                        2,
                        44_100,
                        new SegmentList(new Timescale(44_100), List.of(new MediaSegment(0, 1024 * 43, 9_007))))));
    }

    /** Three segments of 4.004 s, 4.5045 s and 2.002 s, from 12.012 s on. */
    private static VideoRendition video(
            String id, String codecs, int width, int height, VideoRange range, long bytesPerSecond) {
        long[] durations = {120_120, 135_135, 60_060};
        var segments = new ArrayList<MediaSegment>();
        long start = 360_360;
        for (int i = 0; i < durations.length; i++) {
            long size = bytesPerSecond * durations[i] / 30_000 + 17L * (i + 1);
            segments.add(
                    new MediaSegment(start, durations[i], size, new ByteSpan(STYP_BYTES, bytesPerSecond / 10 + i)));
            start += durations[i];
        }
        return new VideoRendition(
                id, codecs, width, height, NTSC, range, false, new SegmentList(new Timescale(30_000), segments));
    }

    /** From the packet nearest to 12.012 s on; whole packets of 1024 samples at 48 kHz. */
    private static AudioRendition audio(
            String id, String codecs, String name, @Nullable String language, int channels, long bytesPerSecond) {
        long[] packets = {188, 211, 94};
        var segments = new ArrayList<MediaSegment>();
        long start = 563 * 1024;
        for (long count : packets) {
            long size = bytesPerSecond * count * 1024 / 48_000 + 5;
            segments.add(new MediaSegment(start, count * 1024, size));
            start += count * 1024;
        }
        return new AudioRendition(
                id, codecs, name, language, channels, 48_000, new SegmentList(new Timescale(48_000), segments));
    }

    /** Three clips with text: the second is a shorter one of another level and size, the third is the first again. */
    static SequenceDescription sequence() {
        var text = List.of(new TextRendition("1", "English", "en", 800));
        StreamDescription plain = plain();
        StreamDescription first = new StreamDescription(false, 0, plain.video(), plain.audio(), text, List.of());
        StreamDescription brief = shortClip();
        StreamDescription second = new StreamDescription(false, 0, brief.video(), brief.audio(), text, List.of());
        return new SequenceDescription(List.of(
                new SequenceDescription.Part("0/", first),
                new SequenceDescription.Part("1/", second),
                new SequenceDescription.Part("2/", first)));
    }

    /** All playlists of a stream by their paths, as a client finds them: from the multivariant playlist on. */
    static Map<String, String> files(StreamDescription stream) {
        return files(SequenceDescription.of(stream));
    }

    static Map<String, String> files(SequenceDescription sequence) {
        String master = HlsPlaylists.master(sequence);
        var files = new TreeMap<>(Map.of("master.m3u8", master));
        Pattern.compile("[a-z0-9/_-]+\\.m3u8")
                .matcher(master)
                .results()
                .map(MatchResult::group)
                .forEach(uri -> files.put(uri, read(sequence, uri)));
        return files;
    }

    private static String read(SequenceDescription sequence, String uri) {
        return StreamFile.parse(uri)
                .filter(StreamFile.Part.class::isInstance)
                .map(StreamFile.Part.class::cast)
                .flatMap(part -> HlsPlaylists.playlist(sequence, part))
                .orElseThrow(() -> new AssertionError("no playlist: " + uri));
    }

    /** The sizes of all segments by their paths. */
    static ToLongFunction<String> sizes(StreamDescription stream) {
        return sizes(SequenceDescription.of(stream));
    }

    /** The sizes of all segments by their paths, without the folder of the playlist in the paths of a sequence. */
    static ToLongFunction<String> sizes(SequenceDescription sequence) {
        var sizes = new HashMap<String, Long>();
        sequence.parts().forEach(part -> addSizes(part, sizes));
        return path -> Optional.ofNullable(sizes.get(path.replaceAll("^.*/\\.\\./\\.\\./(?=[0-9]/)", "")))
                .orElseThrow(() -> new AssertionError("no such segment: " + path));
    }

    private static void addSizes(SequenceDescription.Part part, Map<String, Long> sizes) {
        StreamDescription stream = part.stream();
        for (VideoRendition video : stream.video()) {
            addSizes(part, StreamFile.Kind.VIDEO, video.id(), video.segments(), sizes);
        }
        for (AudioRendition audio : stream.audio()) {
            addSizes(part, StreamFile.Kind.AUDIO, audio.id(), audio.segments(), sizes);
        }
        stream.text().forEach(text -> sizes.put(part.folder() + "text/" + text.id() + "/cues.vtt", text.sizeBytes()));
        stream.images()
                .forEach(images -> images.sheets()
                        .forEach(sheet -> sizes.put("image/" + images.id() + "/" + sheet.uri(), sheet.sizeBytes())));
    }

    private static void addSizes(
            SequenceDescription.Part part,
            StreamFile.Kind kind,
            String id,
            SegmentList track,
            Map<String, Long> sizes) {
        track.segments()
                .forEach(segment -> sizes.put(
                        part.folder()
                                + new StreamFile.Part(
                                                part.stream().copy(),
                                                kind,
                                                id,
                                                new Content.Segment(segment.startTicks()))
                                        .path(),
                        segment.sizeBytes()));
    }
}
