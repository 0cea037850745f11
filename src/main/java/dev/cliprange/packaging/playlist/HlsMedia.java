package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.BitRates.Load;
import dev.cliprange.packaging.playlist.ImageRendition.ImageSheet;
import dev.cliprange.packaging.playlist.SequenceDescription.Part;
import dev.cliprange.packaging.playlist.SequenceDescription.TrackPart;
import dev.cliprange.packaging.playlist.StreamFile.Content;
import dev.cliprange.packaging.playlist.StreamFile.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Writes the media playlists of a clip or a sequence. They share one target duration (RFC 8216, 6.2.4). A clip of a
 * sequence begins with a discontinuity and its own initialization section, in the playlist of every track.
 */
final class HlsMedia {

    private final SequenceDescription sequence;
    private final long targetSeconds;

    HlsMedia(SequenceDescription sequence) {
        this.sequence = sequence;
        this.targetSeconds = sequence.targetSeconds();
    }

    /** Returns empty if there is no such rendition; so do the other methods. */
    Optional<String> writeTrack(Kind kind, String rendition) {
        return sequence.track(kind, rendition).map(this::writeTrack);
    }

    private String writeTrack(List<TrackPart> parts) {
        HlsText text = begin(targetSeconds);
        for (int i = 0; i < parts.size(); i++) {
            TrackPart part = parts.get(i);
            writeBoundary(text, i, true, part.folder());
            for (MediaSegment segment : part.segments().segments()) {
                writeDuration(text, part.segments().durationUs(segment));
                text.line(part.folder() + new Content.Segment(segment.startTicks()).fileName());
            }
        }
        return end(text);
    }

    /** Writes the playlist of the pictures at the starts of segments; empty also if no picture is known. */
    Optional<String> writeIFrames(String rendition) {
        return sequence.track(Kind.VIDEO, rendition)
                .map(IFrame::of)
                .filter(IFrame::isAny)
                .map(this::writeIFrames);
    }

    private String writeIFrames(List<List<IFrame>> parts) {
        HlsText text = begin(iFrameTarget(parts)).tag("EXT-X-I-FRAMES-ONLY");
        for (int i = 0; i < parts.size(); i++) {
            List<IFrame> iFrames = parts.get(i);
            if (!iFrames.isEmpty()) {
                writeBoundary(text, i, true, iFrames.getFirst().folder());
            } else if (i > 0) {
                text.tag("EXT-X-DISCONTINUITY");
            }
            for (IFrame iFrame : iFrames) {
                writeDuration(text, iFrame.durationUs());
                text.tag(
                        "EXT-X-BYTERANGE",
                        iFrame.span().lengthBytes() + "@" + iFrame.span().offsetBytes());
                text.line(iFrame.folder() + new Content.Segment(iFrame.startTicks()).fileName());
            }
        }
        return end(text);
    }

    /** Writes a playlist with one WebVTT file for each clip. Subtitles may have their own target duration. */
    Optional<String> writeText(String rendition) {
        int index =
                sequence.first().text().stream().map(TextRendition::id).toList().indexOf(rendition);
        return index < 0 ? Optional.empty() : Optional.of(writeText(index));
    }

    private String writeText(int index) {
        HlsText text = begin(textTarget());
        for (int i = 0; i < sequence.parts().size(); i++) {
            Part part = sequence.parts().get(i);
            String folder = SequenceDescription.folder(
                    part, Kind.TEXT, part.stream().text().get(index).id());
            writeBoundary(text, i, false, folder);
            writeDuration(text, part.stream().mainTrack().durationUs());
            text.line(folder + Content.Named.CUES.fileName());
        }
        return end(text);
    }

    /**
     * Writes the storyboard as images. {@code EXT-X-TILES} is not part of RFC 8216: players that do not know it ignore
     * it, and it is left out if every picture is a file of its own.
     */
    Optional<String> writeImages(String rendition) {
        return images().stream()
                .filter(images -> images.id().equals(rendition))
                .findFirst()
                .map(this::writeImages);
    }

    private String writeImages(ImageRendition images) {
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
        long leadUs = sequence.first().leadUs();
        if (leadUs > 0) {
            text.tag(
                    "EXT-X-START",
                    new Attributes().add("TIME-OFFSET", HlsText.seconds(leadUs)).add("PRECISE", "YES"));
        }
    }

    /** The images of a clip. A sequence has none. */
    List<ImageRendition> images() {
        return sequence.parts().size() == 1 ? sequence.first().images() : List.of();
    }

    boolean hasIFrames(String rendition) {
        return sequence.track(Kind.VIDEO, rendition)
                .map(IFrame::of)
                .filter(IFrame::isAny)
                .isPresent();
    }

    BitRates bitRates(Kind kind, String rendition) {
        var loads = new ArrayList<Load>();
        for (TrackPart part : sequence.track(kind, rendition).orElseThrow()) {
            part.segments()
                    .segments()
                    .forEach(segment -> loads.add(new Load(part.segments().durationUs(segment), segment.sizeBytes())));
        }
        return BitRates.of(loads, targetSeconds);
    }

    /** The rates of the largest text track; 0 without one. */
    BitRates textBitRates() {
        var rates = BitRates.NONE;
        for (int i = 0; i < sequence.first().text().size(); i++) {
            int index = i;
            rates = rates.or(BitRates.of(
                    sequence.parts().stream()
                            .map(Part::stream)
                            .map(stream -> new Load(
                                    stream.mainTrack().durationUs(),
                                    stream.text().get(index).sizeBytes()))
                            .toList(),
                    textTarget()));
        }
        return rates;
    }

    BitRates iFrameBitRates(String rendition) {
        List<List<IFrame>> parts =
                sequence.track(Kind.VIDEO, rendition).map(IFrame::of).orElseThrow();
        return BitRates.of(
                parts.stream()
                        .flatMap(List::stream)
                        .map(iFrame ->
                                new Load(iFrame.durationUs(), iFrame.span().lengthBytes()))
                        .toList(),
                iFrameTarget(parts));
    }

    BitRates imageBitRates(ImageRendition images) {
        return BitRates.of(
                images.sheets().stream()
                        .map(sheet -> new Load(sheet.durationUs(), sheet.sizeBytes()))
                        .toList(),
                imageTarget(images));
    }

    /** Playlists of I-frames may have another target duration; they have it only if a picture is missing. */
    private long iFrameTarget(List<List<IFrame>> parts) {
        return Math.max(
                targetSeconds, target(parts.stream().flatMap(List::stream).mapToLong(IFrame::durationUs)));
    }

    private long textTarget() {
        return target(sequence.parts().stream()
                .mapToLong(part -> part.stream().mainTrack().durationUs()));
    }

    private static long imageTarget(ImageRendition images) {
        return target(images.sheets().stream().mapToLong(ImageSheet::durationUs));
    }

    private static long target(LongStream durationsUs) {
        return HlsText.targetSeconds(durationsUs.max().orElse(1));
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

    private static void writeBoundary(HlsText text, int part, boolean map, String folder) {
        if (part > 0) {
            text.tag("EXT-X-DISCONTINUITY");
        }
        if (map) {
            text.tag("EXT-X-MAP", new Attributes().quoted("URI", folder + Content.Named.INIT.fileName()));
        }
    }

    private static void writeDuration(HlsText text, long durationUs) {
        text.tag("EXTINF", HlsText.seconds(durationUs) + ",");
    }

    private static String end(HlsText text) {
        return text.tag("EXT-X-ENDLIST").toString();
    }
}
