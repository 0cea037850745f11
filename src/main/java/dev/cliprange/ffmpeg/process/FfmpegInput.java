package dev.cliprange.ffmpeg.process;

import dev.cliprange.ffmpeg.probe.ProbedSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The input of FFmpeg. The caller checks that the URL is allowed. This class only makes sure that it is one argument.
 *
 * @param url of the source as FFmpeg takes it: {@code http:}, {@code https:} or {@code file:}. It may be signed, so it
 *     is never logged
 * @param protocols the only protocols that FFmpeg may use, as {@code https,tls,tcp}
 * @param headers HTTP request headers, as {@code If-Match}
 * @param container FFmpeg's name of the container as a {@link ProbedSource} has it; empty: not known
 * @param videoCodec FFmpeg's name of the video codec; empty: none, or not known
 * @param audioCodecs FFmpeg's names of the audio codecs in stream order as a {@link ProbedSource} has them; empty: not
 *     known
 * @param leftOut numbers of the video and audio streams that are not read, counted over all streams of the source; not
 *     empty: every video stream but the one that is read is among them
 * @param videoStartUs the time of the first frame, as a {@link ProbedSource} has it; 0: not known, or no video
 */
public record FfmpegInput(
        String url,
        Set<String> protocols,
        Map<String, String> headers,
        String container,
        String videoCodec,
        List<String> audioCodecs,
        Set<Integer> leftOut,
        long videoStartUs) {

    /** @throws IllegalArgumentException if the URL or a header could be mistaken for something else */
    public FfmpegInput {
        if (url.isBlank() || url.startsWith("-") || hasControl(url)) {
            throw new IllegalArgumentException("url: not a URL (expected: <scheme>:<rest>)");
        }
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("protocols: none (expected: at least one)");
        }
        headers.forEach((name, value) -> {
            if (hasControl(name) || hasControl(value)) {
                throw new IllegalArgumentException("header: control character (expected: none)");
            }
        });
        protocols = Set.copyOf(protocols);
        headers = Map.copyOf(headers);
        audioCodecs = List.copyOf(audioCodecs);
        leftOut = Set.copyOf(leftOut);
    }

    /** With every stream of the source. */
    public FfmpegInput(
            String url,
            Set<String> protocols,
            Map<String, String> headers,
            String container,
            String videoCodec,
            List<String> audioCodecs) {
        this(url, protocols, headers, container, videoCodec, audioCodecs, Set.of(), 0);
    }

    /** A source on HTTP or HTTPS before it is probed. */
    public static FfmpegInput http(String url) {
        return new FfmpegInput(url, Set.of("http", "https", "tls", "tcp"), Map.of(), "", "", List.of());
    }

    /** A local file before it is probed. */
    public static FfmpegInput file(String absolutePath) {
        return new FfmpegInput("file:" + absolutePath, Set.of("file"), Map.of(), "", "", List.of());
    }

    public FfmpegInput withHeader(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new FfmpegInput(url, protocols, more, container, videoCodec, audioCodecs, leftOut, videoStartUs);
    }

    /** With the result of a probe. */
    public FfmpegInput withMedia(String knownContainer, String knownVideoCodec, List<String> knownAudioCodecs) {
        return new FfmpegInput(
                url, protocols, headers, knownContainer, knownVideoCodec, knownAudioCodecs, leftOut, videoStartUs);
    }

    /** Without these streams. */
    public FfmpegInput without(Set<Integer> streams) {
        return new FfmpegInput(url, protocols, headers, container, videoCodec, audioCodecs, streams, videoStartUs);
    }

    /** With the time of the first frame. */
    public FfmpegInput withVideoStart(long us) {
        return new FfmpegInput(url, protocols, headers, container, videoCodec, audioCodecs, leftOut, us);
    }

    /** Whether this is one of FFmpeg's names of the container, which it lists as {@code mov,mp4,m4a}. */
    public boolean isContainer(String name) {
        return List.of(container.split(",", -1)).contains(name);
    }

    public boolean remote() {
        return protocols.contains("tcp") || protocols.contains("http") || protocols.contains("https");
    }

    /** Without the URL. */
    @Override
    public String toString() {
        return "FfmpegInput[container=" + container + "]";
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
