package dev.cliprange.codec;

/**
 * A codec that the MP4 reader knows. The set is closed: a file with another codec is rejected, or its track is left
 * out. Sources that FFmpeg reads may have any codec, so their codecs are strings.
 */
public sealed interface Codec permits VideoCodec, AudioCodec, TextCodec {

    /** The common name in lower case, as {@code h264}. The API shows it. */
    String commonName();
}
