package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.StreamFile.Content;
import dev.cliprange.packaging.playlist.StreamFile.Kind;
import dev.cliprange.timeline.FrameRate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the multivariant playlist of a clip or a sequence, which RFC 8216 calls Master Playlist. */
final class HlsMaster {

    private static final int FRAME_RATE_DECIMALS = 3;
    private static final String TEXT_GROUP = "text";

    private final StreamDescription stream;
    private final List<VideoRendition> videos;
    private final List<AudioRendition> audios;
    private final HlsMedia media;
    private final HlsText text = new HlsText();

    private HlsMaster(SequenceDescription sequence) {
        this.stream = sequence.first();
        this.videos = sequence.mergedVideo();
        this.audios = sequence.mergedAudio();
        this.media = new HlsMedia(sequence);
    }

    static String write(SequenceDescription sequence) {
        return new HlsMaster(sequence).write();
    }

    private String write() {
        text.tag("EXT-X-INDEPENDENT-SEGMENTS");
        media.writeStart(text);
        List<AudioGroup> groups = AudioGroup.of(audios);
        // One audio track without video needs no group.
        if (!videos.isEmpty() || audios.size() > 1) {
            groups.forEach(this::writeMedia);
        }
        writeTextMedia();
        if (videos.isEmpty()) {
            groups.forEach(this::writeAudioVariant);
        } else if (groups.isEmpty()) {
            videos.forEach(video -> writeVariant(video, null));
        } else {
            groups.forEach(group -> videos.forEach(video -> writeVariant(video, group)));
        }
        videos.forEach(this::writeIFrameVariant);
        media.images().forEach(this::writeImageVariant);
        return text.toString();
    }

    private void writeMedia(AudioGroup group) {
        var languages = new HashSet<String>();
        for (int i = 0; i < group.members().size(); i++) {
            AudioRendition track = group.members().get(i);
            Attributes attributes = new Attributes().add("TYPE", "AUDIO").quoted("GROUP-ID", group.id());
            addName(attributes, group.names().get(i), track.language());
            attributes
                    .add("DEFAULT", i == 0 ? "YES" : "NO")
                    .add("AUTOSELECT", autoselect(languages, track.language()))
                    .quoted("CHANNELS", Integer.toString(track.channels()))
                    .quoted("URI", uri(Kind.AUDIO, track.id(), Content.Named.PLAYLIST));
            text.tag("EXT-X-MEDIA", attributes);
        }
    }

    private void writeTextMedia() {
        List<String> names = RenditionNames.unique(
                stream.text().stream().map(TextRendition::name).toList());
        var languages = new HashSet<String>();
        for (int i = 0; i < names.size(); i++) {
            TextRendition track = stream.text().get(i);
            Attributes attributes = new Attributes().add("TYPE", "SUBTITLES").quoted("GROUP-ID", TEXT_GROUP);
            addName(attributes, names.get(i), track.language());
            attributes
                    .add("DEFAULT", "NO")
                    .add("AUTOSELECT", autoselect(languages, track.language()))
                    .add("FORCED", "NO")
                    .quoted("URI", uri(Kind.TEXT, track.id(), Content.Named.PLAYLIST));
            text.tag("EXT-X-MEDIA", attributes);
        }
    }

    private static void addName(Attributes attributes, String name, @Nullable String language) {
        if (language != null) {
            attributes.quoted("LANGUAGE", language);
        }
        attributes.quoted("NAME", name);
    }

    /** A player chooses by the language, so only the first track of each may be chosen automatically. */
    private static String autoselect(Set<String> languages, @Nullable String language) {
        return languages.add(language == null ? "" : language) ? "YES" : "NO";
    }

    private void writeVariant(VideoRendition video, @Nullable AudioGroup group) {
        BitRates rates = media.bitRates(Kind.VIDEO, video.id()).plus(media.textBitRates());
        if (group != null) {
            rates = rates.plus(bitRates(group));
        }
        Attributes attributes = rates(rates)
                .quoted("CODECS", group == null ? video.codecs() : video.codecs() + "," + group.codecs())
                .add("RESOLUTION", video.width() + "x" + video.height());
        FrameRate frameRate = video.frameRate();
        if (frameRate != null) {
            attributes.add("FRAME-RATE", decimal(frameRate));
        }
        addRange(attributes, video.videoRange());
        if (group != null) {
            attributes.quoted("AUDIO", group.id());
        }
        writeStreamInf(attributes, uri(Kind.VIDEO, video.id(), Content.Named.PLAYLIST));
    }

    private void writeAudioVariant(AudioGroup group) {
        Attributes attributes =
                rates(bitRates(group).plus(media.textBitRates())).quoted("CODECS", group.codecs());
        if (audios.size() > 1) {
            attributes.quoted("AUDIO", group.id());
        }
        writeStreamInf(attributes, uri(Kind.AUDIO, group.members().getFirst().id(), Content.Named.PLAYLIST));
    }

    private void writeStreamInf(Attributes attributes, String uri) {
        if (!stream.text().isEmpty()) {
            attributes.quoted("SUBTITLES", TEXT_GROUP);
        }
        // Without it, Safari shows an empty menu.
        attributes.add("CLOSED-CAPTIONS", "NONE");
        text.tag("EXT-X-STREAM-INF", attributes, uri);
    }

    private void writeIFrameVariant(VideoRendition video) {
        if (media.hasIFrames(video.id())) {
            Attributes attributes = rates(media.iFrameBitRates(video.id()))
                    .quoted("CODECS", video.codecs())
                    .add("RESOLUTION", video.width() + "x" + video.height());
            addRange(attributes, video.videoRange());
            attributes.quoted("URI", uri(Kind.VIDEO, video.id(), Content.Named.IFRAME_PLAYLIST));
            text.tag("EXT-X-I-FRAME-STREAM-INF", attributes);
        }
    }

    private void writeImageVariant(ImageRendition images) {
        Attributes attributes = rates(media.imageBitRates(images))
                .quoted("CODECS", "mjpg")
                .add("RESOLUTION", images.tileWidth() + "x" + images.tileHeight());
        addRange(attributes, VideoRange.SDR);
        attributes.quoted("URI", uri(Kind.IMAGE, images.id(), Content.Named.IFRAME_PLAYLIST));
        text.tag("EXT-X-I-FRAME-STREAM-INF", attributes);
    }

    /** The attribute must be on all variants as soon as one is not SDR. */
    private void addRange(Attributes attributes, VideoRange range) {
        if (videos.stream().anyMatch(each -> each.videoRange() != VideoRange.SDR)) {
            attributes.add("VIDEO-RANGE", range.name());
        }
    }

    /** The largest rates of a group: a player plays one of its members. */
    private BitRates bitRates(AudioGroup group) {
        return group.members().stream()
                .map(member -> media.bitRates(Kind.AUDIO, member.id()))
                .reduce(BitRates.NONE, BitRates::or);
    }

    private static Attributes rates(BitRates rates) {
        return new Attributes().add("BANDWIDTH", rates.peak()).add("AVERAGE-BANDWIDTH", rates.average());
    }

    private static String decimal(FrameRate rate) {
        return BigDecimal.valueOf(rate.numerator())
                .divide(BigDecimal.valueOf(rate.denominator()), FRAME_RATE_DECIMALS, RoundingMode.HALF_UP)
                .toPlainString();
    }

    private String uri(Kind kind, String rendition, Content content) {
        return new StreamFile.Part(stream.copy(), kind, rendition, content).path();
    }
}
