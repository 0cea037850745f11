package dev.cliprange.storage.lease;

import java.util.List;
import java.util.Map;

/**
 * What FFmpeg reads a source by.
 *
 * @param input for {@code -i}; a secret, so never logged nor shown
 * @param protocols for {@code -protocol_whitelist}: these and no others
 * @param headers for each of its HTTP requests
 */
public record FfmpegInputUrl(String input, List<String> protocols, Map<String, String> headers) {

    public FfmpegInputUrl {
        protocols = List.copyOf(protocols);
        headers = Map.copyOf(headers);
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "FfmpegInputUrl[" + protocols.getFirst() + "]";
    }
}
