package dev.cliprange.packaging;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.packaging.playlist.AudioRendition;
import dev.cliprange.slice.segment.SilenceFormat;
import dev.cliprange.slice.segment.SilentTrack;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The audio of a clip without audio in a sequence whose other clips have audio.
 *
 * @param number from 0, among the tracks of the clip
 */
record SilentRendition(SilenceFormat format, int number) {

    private static final Pattern ID = Pattern.compile(
            "silent-(?<codec>aac|opus)-(?<rate>[1-9][0-9]{3,4})-(?<channels>[1-6])_(?<number>0|[1-9][0-9]?)");

    /** Returns silence that continues an audio track of another clip; empty if it cannot be made. */
    static Optional<SilentRendition> like(AudioRendition track, int number) {
        return switch (track.codecs()) {
            case "mp4a.40.2" -> of(AudioCodec.AAC, track.sampleRate(), track.channels(), number);
            case "Opus" -> of(AudioCodec.OPUS, track.sampleRate(), track.channels(), number);
            default -> Optional.empty();
        };
    }

    /** Returns the silence that a path names. */
    static Optional<SilentRendition> parse(String id) {
        Matcher parts = ID.matcher(id);
        return parts.matches()
                ? of(
                        parts.group("codec").equals(AudioCodec.AAC.commonName()) ? AudioCodec.AAC : AudioCodec.OPUS,
                        Integer.parseInt(parts.group("rate")),
                        Integer.parseInt(parts.group("channels")),
                        Integer.parseInt(parts.group("number")))
                : Optional.empty();
    }

    private static Optional<SilentRendition> of(AudioCodec codec, int sampleRate, int channels, int number) {
        return SilentTrack.format(codec, sampleRate, channels).map(format -> new SilentRendition(format, number));
    }

    /** The name in paths. */
    String id() {
        return "silent-" + format.name() + "_" + number;
    }
}
