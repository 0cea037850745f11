package dev.cliprange.codec;

import java.util.List;

/**
 * The codecs of an MP4 file.
 *
 * @param video whether the file has video
 * @param names in the form of RFC 6381, each once, in the order of the tracks; empty if not all of them are known
 */
public record CodecList(boolean video, List<String> names) {

    public CodecList {
        names = names.stream().distinct().toList();
    }

    /** Returns the list of a file without codecs that are known. */
    public static CodecList unknown(boolean video) {
        return new CodecList(video, List.of());
    }

    public static CodecList of(List<MediaFormat> formats) {
        return new CodecList(
                formats.stream().anyMatch(format -> format.kind() == TrackKind.VIDEO),
                formats.stream().map(MediaFormat::codecString).toList());
    }

    /** Whether all codecs are known. */
    public boolean known() {
        return !names.isEmpty();
    }

    /** Returns the value of the parameter {@code codecs} (RFC 6381, 3.2), without quotes; empty if not known. */
    public String parameter() {
        return String.join(",", names);
    }

    /** Returns the media type of the file (RFC 4337, 4), with the parameter {@code codecs} if they are known. */
    public String mediaType() {
        String type = video ? "video/mp4" : "audio/mp4";
        return known() ? type + "; codecs=\"" + parameter() + "\"" : type;
    }
}
