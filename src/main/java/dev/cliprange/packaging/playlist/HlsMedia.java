package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.BitRates.Load;
import dev.cliprange.packaging.playlist.ImageRendition.ImageSheet;
import dev.cliprange.packaging.playlist.StreamFile.Content;
import dev.cliprange.timeline.ByteSpan;
import java.util.ArrayList;
import java.util.List;

/** Writes the media playlists of a clip. They share one target duration (RFC 8216, 6.2.4). */
final class HlsMedia {

    private final StreamDescription stream;
    private final long targetSeconds;

    HlsMedia(StreamDescription stream) {
        this.stream = stream;
        this.targetSeconds = HlsText.targetSeconds(stream.tracks()
                .flatMapToLong(track -> track.segments().stream().mapToLong(track::durationUs))
                .max()
                .orElse(1));
    }

    /** The target duration of all playlists with media segments. */
    long targetSeconds() {
        return targetSeconds;
    }

    String writeTrack(SegmentList track) {
        HlsText text = begin(targetSeconds);
        writeMap(text);
        for (MediaSegment segment : track.segments()) {
            writeDuration(text, track.durationUs(segment));
            text.line(new Content.Segment(segment.startTicks()).fileName());
        }
        return end(text);
    }

    /**
     * Writes the playlist of the pictures at the start of each segment. A segment whose picture is not known belongs to
     * the picture before it.
     */
    String writeIFrames(VideoRendition video) {
        List<IFrame> iFrames = iFrames(video);
        HlsText text = begin(iFrameTarget(iFrames)).tag("EXT-X-I-FRAMES-ONLY");
        writeMap(text);
        for (IFrame iFrame : iFrames) {
            writeDuration(text, iFrame.durationUs);
            text.tag("EXT-X-BYTERANGE", iFrame.span.lengthBytes() + "@" + iFrame.span.offsetBytes());
            text.line(new Content.Segment(iFrame.startTicks).fileName());
        }
        return end(text);
    }

    /** Writes a playlist with one WebVTT file. Subtitles may have their own target duration. */
    String writeText() {
        long durationUs = stream.mainTrack().durationUs();
        HlsText text = begin(HlsText.targetSeconds(durationUs));
        writeDuration(text, durationUs);
        return end(text.line(Content.Named.CUES.fileName()));
    }

    /**
     * Writes the storyboard as images. {@code EXT-X-TILES} is not part of RFC 8216: players that do not know it ignore
     * it, and it is left out if every picture is a file of its own.
     */
    String writeImages(ImageRendition images) {
        HlsText text = begin(imageTarget(images)).tag("EXT-X-I-FRAMES-ONLY");
        for (ImageSheet sheet : images.sheets()) {
            if (sheet.columns() * sheet.rows() > 1) {
                text.tag(
                        "EXT-X-TILES",
                        new Attributes()
                                .add("RESOLUTION", images.tileWidth() + "x" + images.tileHeight())
                                .add("LAYOUT", sheet.columns() + "x" + sheet.rows())
                                .add("DURATION", HlsText.seconds(images.tileDurationUs())));
            }
            writeDuration(text, sheet.durationUs());
            text.line(sheet.uri());
        }
        return end(text);
    }

    /** Says where playback should start. The tag may be in both kinds of playlists, with the same value. */
    void writeStart(HlsText text) {
        if (stream.leadUs() > 0) {
            text.tag(
                    "EXT-X-START",
                    new Attributes()
                            .add("TIME-OFFSET", HlsText.seconds(stream.leadUs()))
                            .add("PRECISE", "YES"));
        }
    }

    BitRates bitRates(SegmentList track) {
        return BitRates.of(track, targetSeconds);
    }

    /** The rates of the largest text track; 0 without one. */
    BitRates textBitRates() {
        long durationUs = stream.mainTrack().durationUs();
        return stream.text().stream()
                .map(track -> BitRates.of(
                        List.of(new Load(durationUs, track.sizeBytes())), HlsText.targetSeconds(durationUs)))
                .reduce(BitRates.NONE, BitRates::or);
    }

    BitRates iFrameBitRates(VideoRendition video) {
        List<IFrame> iFrames = iFrames(video);
        return BitRates.of(
                iFrames.stream()
                        .map(iFrame -> new Load(iFrame.durationUs, iFrame.span.lengthBytes()))
                        .toList(),
                iFrameTarget(iFrames));
    }

    BitRates imageBitRates(ImageRendition images) {
        return BitRates.of(
                images.sheets().stream()
                        .map(sheet -> new Load(sheet.durationUs(), sheet.sizeBytes()))
                        .toList(),
                imageTarget(images));
    }

    static boolean hasIFrames(VideoRendition video) {
        return video.segments().segments().stream().anyMatch(segment -> segment.syncSample() != null);
    }

    /** A picture that is shown until the next one. */
    private record IFrame(long startTicks, ByteSpan span, long durationUs) {}

    private static List<IFrame> iFrames(VideoRendition video) {
        SegmentList track = video.segments();
        var iFrames = new ArrayList<IFrame>();
        for (MediaSegment segment : track.segments()) {
            long durationUs = track.durationUs(segment);
            ByteSpan span = segment.syncSample();
            if (span != null) {
                iFrames.add(new IFrame(segment.startTicks(), span, durationUs));
            } else if (!iFrames.isEmpty()) {
                IFrame last = iFrames.removeLast();
                iFrames.add(new IFrame(last.startTicks, last.span, last.durationUs + durationUs));
            }
        }
        return iFrames;
    }

    /** Playlists of I-frames may have another target duration; they have it only if a picture is missing. */
    private long iFrameTarget(List<IFrame> iFrames) {
        return iFrames.stream()
                .mapToLong(iFrame -> HlsText.targetSeconds(iFrame.durationUs))
                .reduce(targetSeconds, Math::max);
    }

    private static long imageTarget(ImageRendition images) {
        return images.sheets().stream()
                .mapToLong(sheet -> HlsText.targetSeconds(sheet.durationUs()))
                .reduce(1, Math::max);
    }

    private HlsText begin(long seconds) {
        HlsText text = new HlsText()
                .tag("EXT-X-TARGETDURATION", seconds)
                .tag("EXT-X-MEDIA-SEQUENCE", 0)
                .tag("EXT-X-PLAYLIST-TYPE", "VOD")
                .tag("EXT-X-INDEPENDENT-SEGMENTS");
        writeStart(text);
        return text;
    }

    private static void writeMap(HlsText text) {
        text.tag("EXT-X-MAP", new Attributes().quoted("URI", Content.Named.INIT.fileName()));
    }

    private static void writeDuration(HlsText text, long durationUs) {
        text.tag("EXTINF", HlsText.seconds(durationUs) + ",");
    }

    private static String end(HlsText text) {
        return text.tag("EXT-X-ENDLIST").toString();
    }
}
