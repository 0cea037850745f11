package dev.cliprange.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HLS stream as a player reads it: from its first playlist on, by the URLs in the playlists. */
public final class HlsStream {

    private static final Pattern MAP = Pattern.compile("#EXT-X-MAP:.*URI=\"([^\"]+)\".*");
    private static final Pattern AUDIO = Pattern.compile("#EXT-X-MEDIA:.*TYPE=AUDIO.*URI=\"([^\"]+)\".*");
    private static final Pattern DURATION = Pattern.compile("#EXTINF:([0-9.]+),.*");

    private final OriginClient client;
    private final String url;
    private final List<String> lines;

    private HlsStream(OriginClient client, String url, String text) {
        this.client = client;
        this.url = url;
        this.lines = text.lines().toList();
    }

    /**
     * A media playlist.
     *
     * @param durations of the segments as they are declared, in seconds
     */
    public record Media(String url, String init, List<String> segments, List<Double> durations) {
        public Media {
            segments = List.copyOf(segments);
            durations = List.copyOf(durations);
        }

        public double seconds() {
            return durations.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    public static HlsStream open(OriginClient client, String masterUrl) {
        return new HlsStream(client, masterUrl, text(client, masterUrl));
    }

    /** The lines of the first playlist. */
    public List<String> lines() {
        return lines;
    }

    /** The first variant. */
    public Media variant() {
        String uri = lines.stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
        return media(uri);
    }

    /** All variants, in order. */
    public List<Media> variants() {
        return lines.stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(this::media)
                .toList();
    }

    /** The audio tracks, in order. */
    public List<Media> audio() {
        return lines.stream()
                .map(AUDIO::matcher)
                .filter(Matcher::matches)
                .map(found -> media(found.group(1)))
                .toList();
    }

    private Media media(String uri) {
        String playlist = URI.create(url).resolve(uri).toString();
        Optional<String> init = Optional.empty();
        var segments = new ArrayList<String>();
        var durations = new ArrayList<Double>();
        for (String line : text(client, playlist).lines().toList()) {
            Matcher map = MAP.matcher(line);
            Matcher duration = DURATION.matcher(line);
            if (map.matches()) {
                init = Optional.of(URI.create(playlist).resolve(map.group(1)).toString());
            } else if (duration.matches()) {
                durations.add(Double.valueOf(duration.group(1)));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                segments.add(URI.create(playlist).resolve(line).toString());
            }
        }
        return new Media(playlist, init.orElseThrow(), segments, durations);
    }

    /** The init segment and all media segments, one after another: an MP4 file. */
    public byte[] bytes(Media media) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(body(client, media.init()));
        media.segments().forEach(segment -> bytes.writeBytes(body(client, segment)));
        return bytes.toByteArray();
    }

    private static String text(OriginClient client, String url) {
        return new String(body(client, url), StandardCharsets.UTF_8);
    }

    private static byte[] body(OriginClient client, String url) {
        HttpResponse<byte[]> response = client.play(url);
        if (response.statusCode() != 200) {
            throw new AssertionError(url + ": status " + response.statusCode() + ", "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }
}
