package dev.cliprange.storage.lease;

import java.util.List;
import java.util.Map;

/**
 * The URL or path by which FFmpeg reads a source.
 *
 * @param input the argument of {@code -i}; a secret that is never logged
 * @param protocols the argument of {@code -protocol_whitelist}
 * @param headers sent with each of its HTTP requests
 */
public record FfmpegInputUrl(String input, List<String> protocols, Map<String, String> headers) {

    public FfmpegInputUrl {
        protocols = List.copyOf(protocols);
        headers = Map.copyOf(headers);
    }

    /** Without the URL. */
    @Override
    public String toString() {
        return "FfmpegInputUrl[" + protocols.getFirst() + "]";
    }
}
