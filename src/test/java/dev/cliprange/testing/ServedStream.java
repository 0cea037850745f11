package dev.cliprange.testing;

import dev.cliprange.testing.HlsPlaylist.Tag;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An HLS stream with all that it names, fetched once.
 *
 * @param playlists texts by their paths relative to the multivariant playlist, whose path is {@code master.m3u8}
 * @param files init segments and media segments by their paths
 */
public record ServedStream(Map<String, String> playlists, Map<String, byte[]> files) {

    public static final String MASTER = "master.m3u8";

    /**
     * A track in its init segment and media segments.
     *
     * @param path of its playlist
     */
    public record Track(String path, HlsPlaylist playlist, byte[] init, List<byte[]> segments) {

        /** The init segment and all media segments: an MP4 file. */
        public byte[] bytes() {
            var bytes = new java.io.ByteArrayOutputStream();
            bytes.writeBytes(init);
            segments.forEach(bytes::writeBytes);
            return bytes.toByteArray();
        }
    }

    public ServedStream {
        playlists = Map.copyOf(playlists);
        files = Map.copyOf(files);
    }

    /** Fetches a stream. */
    public static ServedStream fetch(OriginClient client, String masterUrl) {
        var playlists = new TreeMap<String, String>();
        var files = new HashMap<String, byte[]>();
        URI base = URI.create(masterUrl);
        String master = text(client, masterUrl);
        playlists.put(MASTER, master);
        for (String path : named(HlsPlaylist.parse(master))) {
            String text = text(client, base.resolve(path).toString());
            playlists.put(path, text);
            HlsPlaylist media = HlsPlaylist.parse(text);
            Stream.concat(
                            media.tags("EXT-X-MAP").flatMap(map -> map.quoted("URI").stream()),
                            media.segments().stream().map(HlsPlaylist.Segment::uri))
                    .map(uri -> folder(path) + uri)
                    .distinct()
                    .forEach(file -> files.computeIfAbsent(
                            file, it -> body(client, base.resolve(it).toString())));
        }
        return new ServedStream(playlists, files);
    }

    /** The playlists that a multivariant playlist names. */
    private static List<String> named(HlsPlaylist master) {
        var paths = new ArrayList<String>();
        for (Tag tag : master.tags()) {
            tag.quoted("URI").ifPresent(paths::add);
            if (!tag.uri().isEmpty()) {
                paths.add(tag.uri());
            }
        }
        return paths.stream().distinct().toList();
    }

    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** The tracks of video and audio, without those of I-frames and pictures. */
    public List<Track> tracks() {
        var tracks = new ArrayList<Track>();
        new TreeMap<>(playlists).forEach((path, text) -> {
            HlsPlaylist playlist = HlsPlaylist.parse(text);
            boolean media = path.matches("(?:copy/)?(?:video|audio)/.*") && !playlist.has("EXT-X-I-FRAMES-ONLY");
            if (media) {
                String folder = folder(path);
                tracks.add(new Track(
                        path,
                        playlist,
                        files.get(folder + playlist.segments().getFirst().map()),
                        playlist.segments().stream()
                                .map(segment -> files.get(folder + segment.uri()))
                                .toList()));
            }
        });
        return tracks;
    }

    /** What is wrong with the playlists, each and together. */
    public List<String> problems() {
        return HlsPresentationRules.check(playlists, path -> files.get(path).length);
    }

    public HlsPlaylist master() {
        return HlsPlaylist.parse(playlists.get(MASTER));
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
