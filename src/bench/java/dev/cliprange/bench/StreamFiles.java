package dev.cliprange.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The paths of a clip's HLS stream.
 *
 * @param video the playlist of the source's own pictures
 * @param audio the playlist of the audio
 * @param videoSegments without the init segment
 * @param audioSegments without the init segment
 */
record StreamFiles(String video, String audio, List<String> videoSegments, List<String> audioSegments) {

    private static final Pattern AUDIO = Pattern.compile("TYPE=AUDIO.*URI=\"([^\"]+)\"");

    static StreamFiles of(PackagedServer server, JsonNode clip) {
        String master = URI.create(clip.path("hlsUrl").asString()).getPath();
        String text = text(server, master);
        String video = resolve(master, lines(text).getFirst());
        Matcher found = AUDIO.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no audio in " + text);
        }
        String audio = resolve(master, found.group(1));
        return new StreamFiles(video, audio, segments(server, video), segments(server, audio));
    }

    private static List<String> segments(PackagedServer server, String playlist) {
        return lines(text(server, playlist)).stream()
                .map(line -> resolve(playlist, line))
                .toList();
    }

    private static List<String> lines(String playlist) {
        return playlist.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static String resolve(String playlist, String reference) {
        return URI.create(playlist).resolve(reference).getPath();
    }

    private static String text(PackagedServer server, String path) {
        return new String(server.body(path), StandardCharsets.UTF_8);
    }
}
