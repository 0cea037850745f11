package dev.cliprange.bench;

import dev.cliprange.testing.TestPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The servers that are compared, and the storage they read from. Closing it stops all of them. */
final class Contest implements Closeable {

    /** Larger than nginx's default of 8 buffers of 4 KiB. They need more memory and fewer system calls. */
    private static final String LARGE_BUFFERS =
            "proxy_buffers 16 64k; proxy_buffer_size 64k; proxy_busy_buffers_size 512k;";

    private final ResourceStack open = new ResourceStack();
    private final Path folder;
    private final Media media;
    private final Certificate certificate;
    private final MediaStorage storage;
    private final List<Contestant> contestants = new ArrayList<>();
    private long clipBytes;

    private Contest(Path folder) throws Exception {
        this.folder = folder;
        media = Media.in(folder.resolve("media"));
        certificate = Certificate.make(folder);
        storage = open.add(MediaStorage.start(folder, media.folder(), certificate));
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAndPrintFailure));
    }

    /** @param wanted accepts the names of the contestants to start; the one with the reference clip is always started */
    static Contest setUp(Path folder, TestPostgres postgres, Predicate<String> wanted) throws Exception {
        var contest = new Contest(folder);
        try {
            contest.addCliprange(postgres, wanted);
            contest.addNginx();
            contest.addFfmpeg();
            // Contestants that are compared run one after another, so that a disturbance affects all of them.
            contest.contestants.sort(Comparator.comparing(Contestant::access).thenComparing(Contestant::length));
            return contest;
        } catch (Exception e) {
            contest.close();
            throw e;
        }
    }

    List<Contestant> contestants() {
        return contestants;
    }

    MediaStorage storage() {
        return storage;
    }

    /** The bytes of one clip. All contestants send about as many. */
    long clipBytes() {
        return clipBytes;
    }

    @Override
    public void close() throws IOException {
        open.close();
    }

    private void closeAndPrintFailure() {
        try {
            close();
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    private void addCliprange(TestPostgres postgres, Predicate<String> wanted)
            throws IOException, InterruptedException {
        Cliprange servers = Cliprange.of(folder, media, storage, certificate, postgres, open);
        contestants.addAll(servers.contestants(wanted));
        clipBytes = servers.clipBytes();
    }

    private void addNginx() throws IOException, InterruptedException {
        String root = "root " + media.folder() + ";";
        Nginx range = open.add(Nginx.start(folder, "range", "", root));
        Nginx mp4 = open.add(Nginx.start(
                folder, "mp4", "", root + " location / { mp4; mp4_start_key_frame on; mp4_max_buffer_size 64m; }"));
        for (Length length : Length.values()) {
            addNginx("nginx, range of the file", "file", length, range, ranges(length));
            String path = "/" + media.file(length).getFileName();
            List<String> heads = length.starts().stream()
                    .map(start -> Load.get(path + "?start=" + start + "&end=" + (start + 10)))
                    .toList();
            addNginx("nginx mp4 module", "file", length, mp4, heads);
        }
        for (String base : List.of(storage.http(), storage.https())) {
            addProxy(base, "nginx proxy_pass", "");
            addProxy(base, "nginx proxy_pass, buffers 16 64k", LARGE_BUFFERS);
        }
    }

    private void addProxy(String base, String server, String buffers) throws IOException, InterruptedException {
        String scheme = base.replaceAll(":.*", "");
        Nginx proxy = open.add(Nginx.start(
                folder,
                "proxy-" + scheme + (buffers.isEmpty() ? "" : "-buffers"),
                "upstream storage { server %s; keepalive 128; keepalive_requests 10000000; }"
                        .formatted(base.replaceAll(".*//", "")),
                """
                location / {
                  proxy_pass %s://storage; proxy_http_version 1.1; proxy_set_header Connection "";
                  %s proxy_max_temp_file_size 0; proxy_ssl_verify off; proxy_ssl_protocols TLSv1.3;
                }
                """.formatted(scheme, buffers)));
        addNginx(server, scheme, Length.TEN_MINUTES, proxy, ranges(Length.TEN_MINUTES));
    }

    private void addNginx(String server, String access, Length length, Nginx nginx, List<String> heads) {
        contestants.add(new Contestant(
                server,
                access,
                length.text(),
                Contestant.load(nginx.port(), nginx.pids(), heads),
                Contestant.NO_WARM_UP));
    }

    private void addFfmpeg() {
        for (String base : List.of(media.folder() + "/", storage.http() + "/")) {
            for (Length length : Length.values()) {
                String uri = base + media.file(length).getFileName();
                contestants.add(new Contestant(
                        "FFmpeg per request",
                        base.startsWith("/") ? "file" : "http",
                        length.text(),
                        (connections, warmUp, window) -> FfmpegPeer.run(
                                uri, length.starts(), connections, Math.max(connections, (int) window.toSeconds() * 4)),
                        Contestant.NO_WARM_UP));
            }
        }
    }

    /** Requests for as many bytes as a clip has, from the positions of the clips. */
    private List<String> ranges(Length length) throws IOException {
        Path file = media.file(length);
        long size = Files.size(file);
        return length.starts().stream()
                .map(start -> (long) (size * (start / length.seconds())))
                .map(from -> Load.get("/" + file.getFileName(), from, from + clipBytes - 1))
                .toList();
    }
}
