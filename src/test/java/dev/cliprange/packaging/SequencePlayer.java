package dev.cliprange.packaging;

import dev.cliprange.testing.HlsPlaylist;
import dev.cliprange.testing.HlsPlaylist.Segment;
import dev.cliprange.testing.OriginClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads the playlists and manifests of sequences as a player does: by the URLs in them. */
final class SequencePlayer {

    private final OriginClient client;

    SequencePlayer(OriginClient client) {
        this.client = client;
    }

    /**
     * One clip of a track.
     *
     * @param urls of the init segment and the media segments, in order
     */
    record Piece(List<String> urls) {
        Piece {
            urls = List.copyOf(urls);
        }
    }

    /** Deletes every sequence of the first page. */
    static void deleteSequences(OriginClient client) {
        client.get("/api/sequences?limit=500")
                .expect(200)
                .path("items")
                .forEach(sequence -> client.delete(
                                "/api/sequences/" + sequence.path("id").asString())
                        .expect(204));
    }

    String text(String url) {
        return new String(body(url), StandardCharsets.UTF_8);
    }

    /** All playlists below a first one, by their paths relative to it. */
    Map<String, String> files(String master) {
        var files = new TreeMap<String, String>();
        String text = text(master);
        files.put("master.m3u8", text);
        HlsPlaylist.parse(text).tags().forEach(tag -> {
            String uri = tag.uri().isEmpty() ? tag.quoted("URI").orElse("") : tag.uri();
            if (!uri.isEmpty()) {
                files.put(uri, text(URI.create(master).resolve(uri).toString()));
            }
        });
        return files;
    }

    /** The clips of a track in HLS. */
    List<Piece> hls(String master, String uri) {
        String url = URI.create(master).resolve(uri).toString();
        var pieces = new ArrayList<List<String>>();
        for (Segment segment : HlsPlaylist.parse(text(url)).segments()) {
            while (pieces.size() <= segment.discontinuities()) {
                pieces.add(new ArrayList<>(
                        List.of(URI.create(url).resolve(segment.map()).toString())));
            }
            pieces.getLast().add(URI.create(url).resolve(segment.uri()).toString());
        }
        return pieces.stream().map(Piece::new).toList();
    }

    /** The URI of the first video track. */
    static String video(String master) {
        return HlsPlaylist.parse(master)
                .tags("EXT-X-STREAM-INF")
                .findFirst()
                .orElseThrow()
                .uri();
    }

    /** The URI of the first audio track. */
    static String audio(String master) {
        return HlsPlaylist.parse(master)
                .tags("EXT-X-MEDIA")
                .findFirst()
                .flatMap(tag -> tag.quoted("URI"))
                .orElseThrow();
    }

    /** The clips of a track in DASH: one of each period. */
    List<Piece> dash(String manifest, String contentType) throws Exception {
        var document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(body(manifest)));
        var pieces = new ArrayList<Piece>();
        for (Element period : elements(document.getDocumentElement(), "Period")) {
            URI base = URI.create(manifest)
                    .resolve(elements(period, "BaseURL").getFirst().getTextContent());
            Element set = elements(period, "AdaptationSet").stream()
                    .filter(it -> it.getAttribute("contentType").equals(contentType))
                    .findFirst()
                    .orElseThrow();
            String id = elements(set, "Representation").getFirst().getAttribute("id");
            Element template = elements(set, "SegmentTemplate").getFirst();
            var urls = new ArrayList<String>();
            urls.add(url(base, template.getAttribute("initialization"), id, 0));
            long time = 0;
            for (Element entry : elements(template, "S")) {
                time = entry.hasAttribute("t") ? Long.parseLong(entry.getAttribute("t")) : time;
                int repeats = entry.hasAttribute("r") ? Integer.parseInt(entry.getAttribute("r")) : 0;
                for (int i = 0; i <= repeats; i++) {
                    urls.add(url(base, template.getAttribute("media"), id, time));
                    time += Long.parseLong(entry.getAttribute("d"));
                }
            }
            pieces.add(new Piece(urls));
        }
        return pieces;
    }

    private static String url(URI base, String template, String id, long time) {
        return base.resolve(template.replace("$RepresentationID$", id).replace("$Time$", Long.toString(time)))
                .toString();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** The init segment and all media segments, one after another: an MP4 file. */
    byte[] bytes(Piece piece) {
        var bytes = new ByteArrayOutputStream();
        piece.urls().forEach(url -> bytes.writeBytes(body(url)));
        return bytes.toByteArray();
    }

    byte[] body(String url) {
        HttpResponse<byte[]> response = client.play(url);
        if (response.statusCode() != 200) {
            throw new AssertionError(url + ": status " + response.statusCode() + ", "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }
}
