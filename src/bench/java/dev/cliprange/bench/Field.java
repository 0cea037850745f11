package dev.cliprange.bench;

import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Everything that runs while it is measured. */
final class Field implements AutoCloseable {

    private static final String TEN_MINUTES = "10 min";
    private static final String TWO_HOURS = "2 h";
    private static final String PROXY = """
            proxy_pass %s; proxy_http_version 1.1; proxy_set_header Connection "";
            %s proxy_max_temp_file_size 0; proxy_ssl_verify off; proxy_ssl_protocols TLSv1.3;
            """;

    private final Deque closing = new Deque();
    private final MediaStorage storage;
    private final Media media;
    private final Map<String, Callable<OriginProcess>> starting = new LinkedHashMap<>();
    private final Map<String, OriginProcess> origins = new LinkedHashMap<>();
    private final List<Contestant> contestants = new ArrayList<>();
    private long clipBytes;

    /** Closed in the opposite order. */
    private static final class Deque {
        private final List<AutoCloseable> open = new ArrayList<>();

        <T extends AutoCloseable> T add(T part) {
            open.add(part);
            return part;
        }

        void close() throws Exception {
            for (AutoCloseable part : open.reversed()) {
                part.close();
            }
        }
    }

    private Field(Path folder) throws Exception {
        media = Media.in(folder.resolve("media"));
        Certificate certificate = Certificate.make(folder);
        storage = closing.add(MediaStorage.start(folder, files(), certificate));
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeQuietly));
        this.trust = List.of(
                "-Djavax.net.ssl.trustStore=" + certificate.trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD);
    }

    private final List<String> trust;

    static Field setUp(Path folder, TestPostgres postgres, Predicate<String> wanted) throws Exception {
        var field = new Field(folder);
        try {
            field.describeOrigins(folder, postgres);
            field.addOrigins(wanted);
            field.addNginx(folder);
            field.addFfmpeg();
            // Those that are compared stand beside each other, so that one disturbance meets them all.
            field.contestants.sort(Comparator.comparing(Contestant::access).thenComparing(Contestant::length));
            return field;
        } catch (Exception e) {
            field.close();
            throw e;
        }
    }

    List<Contestant> contestants() {
        return contestants;
    }

    MediaStorage storage() {
        return storage;
    }

    /** Of a clip in the middle of them; all contestants send about as many. */
    long clipBytes() {
        return clipBytes;
    }

    @Override
    public void close() throws Exception {
        closing.close();
    }

    private void closeQuietly() {
        try {
            close();
        } catch (Exception e) {
            System.err.println(e);
        }
    }

    private void describeOrigins(Path folder, TestPostgres postgres) throws Exception {
        var settings = new LinkedHashMap<String, Object>(postgres.createDatabase().properties());
        Path work = folder.resolve("work-" + ProcessHandle.current().pid());
        closing.add(() -> deleteTree(work));
        settings.put("cliprange.storage.work", work.toUri());
        settings.put("cliprange.storage.endpoint", storage.http());
        settings.put("cliprange.storage.bucket", "bucket");
        settings.put("cliprange.storage.access-key", "benchmark");
        settings.put("cliprange.storage.secret-key", "benchmark");
        settings.put(
                "cliprange.sources.allowed",
                String.join(
                        ",",
                        files().toUri().toString(),
                        storage.http() + "/",
                        storage.https() + "/"));
        settings.put("cliprange.ffmpeg.path", TestFfmpeg.path());
        var cold = new LinkedHashMap<>(settings);
        cold.put("cliprange.source.directory-cache", "0B");
        cold.put("cliprange.source.page-cache", "0B");
        cold.put("cliprange.delivery.layout-cache", "0B");
        cold.put("cliprange.clip.freshness", "1ns");
        Files.createDirectories(work);
        var jdkTls = new ArrayList<>(trust);
        jdkTls.add("-Dio.netty.handler.ssl.noOpenSsl=true");
        starting.put("cliprange", () -> OriginProcess.start(folder.resolve("origin.log"), settings, trust));
        starting.put("cliprange, cold", () -> OriginProcess.start(folder.resolve("origin-cold.log"), cold, trust));
        starting.put(
                "cliprange, JDK's TLS",
                () -> OriginProcess.start(folder.resolve("origin-jdk.log"), settings, jdkTls));
    }

    private void addOrigins(Predicate<String> wanted) throws Exception {
        byte[] reference = {};
        for (String base : List.of(files().toUri().toString(), storage.http() + "/", "s3://bucket/", storage.https() + "/")) {
            String access = base.replaceAll(":.*", "");
            for (String length : List.of(TEN_MINUTES, TWO_HOURS)) {
                String uri = base + fileOf(length).getFileName();
                for (String server : starting.keySet()) {
                    boolean onlyTls = server.contains("JDK") && !access.equals("https");
                    boolean asHttp = access.equals("s3") && !(server.equals("cliprange") && length.equals(TEN_MINUTES));
                    if (onlyTls || asHttp || !wanted.test(Contestant.name(server, access, length)) && clipBytes > 0) {
                        continue;
                    }
                    OriginProcess process = running(server);
                    List<String> paths = process.clips(uri, starts(length));
                    byte[] body = process.body(paths.getFirst());
                    if (length.equals(TEN_MINUTES)) {
                        reference = reference.length == 0 ? body : reference;
                        clipBytes = reference.length;
                        if (!Arrays.equals(body, reference)) {
                            throw new IllegalStateException("not the same bytes: " + uri + ", " + server);
                        }
                    }
                    int port = process.port();
                    List<Long> pids = process.pids();
                    contestants.add(new Contestant(
                            server,
                            access,
                            length,
                            load(port, pids, paths.stream().map(Load::get).toList()),
                            load(port, pids, paths.stream().map(Load::getBeginning).toList())));
                }
            }
        }
    }

    private OriginProcess running(String server) throws Exception {
        OriginProcess known = origins.get(server);
        if (known != null) {
            return known;
        }
        OriginProcess started = closing.add(starting.get(server).call());
        origins.put(server, started);
        return started;
    }

    private Path files() {
        return media.tenMinutes().getParent();
    }

    private void addNginx(Path folder) throws Exception {
        Nginx range = closing.add(Nginx.start(folder, "range", "", "root " + files() + ";"));
        Nginx mp4 = closing.add(Nginx.start(
                folder, "mp4", "", "root " + files()
                        + "; location / { mp4; mp4_start_key_frame on; mp4_max_buffer_size 64m; }"));
        String upstream = "upstream storage { server %s; keepalive 128; keepalive_requests 10000000; }";
        for (String length : List.of(TEN_MINUTES, TWO_HOURS)) {
            addNginx("nginx, range of the file", "file", length, range, ranges(length));
            String name = "/" + fileOf(length).getFileName();
            addNginx(
                    "nginx mp4 module", "file", length, mp4,
                    starts(length).stream()
                            .map(start -> Load.get(name + "?start=" + start + "&end=" + (start + 10)))
                            .toList());
        }
        for (String base : List.of(storage.http(), storage.https())) {
            addProxy(folder, upstream, base, "nginx proxy_pass", "");
            // Larger than its defaults (8 of 4 KiB): they cost it memory and save it calls.
            addProxy(folder, upstream, base, "nginx proxy_pass, buffers 16 64k", "proxy_buffers 16 64k; proxy_buffer_size 64k; proxy_busy_buffers_size 512k;");
        }
    }

    private void addProxy(Path folder, String upstream, String base, String server, String buffers) throws Exception {
        String scheme = base.replaceAll(":.*", "");
        Nginx proxy = closing.add(Nginx.start(
                folder,
                "proxy-" + scheme + (buffers.isEmpty() ? "" : "-buffers"),
                upstream.formatted(base.replaceAll(".*//", "")),
                "location / { " + PROXY.formatted(scheme + "://storage", buffers) + " }"));
        addNginx(server, scheme, TEN_MINUTES, proxy, ranges(TEN_MINUTES));
    }

    private void addNginx(String server, String access, String length, Nginx nginx, List<String> heads) {
        add(server, access, length, nginx.port(), nginx.pids(), heads);
    }

    private void addFfmpeg() {
        for (String base : List.of(files().toUri().getPath(), storage.http() + "/")) {
            for (String length : List.of(TEN_MINUTES, TWO_HOURS)) {
                String uri = base + fileOf(length).getFileName();
                contestants.add(new Contestant(
                        "FFmpeg per request",
                        base.startsWith("/") ? "file" : "http",
                        length,
                        (connections, warmUp, window) -> FfmpegPeer.run(
                                uri,
                                starts(length),
                                connections,
                                Math.max(connections, (int) window.toSeconds() * 4)),
                        (connections, warmUp, window) -> Load.NOTHING));
            }
        }
    }

    private void add(
            String server, String access, String length, int port, List<Long> pids, List<String> heads) {
        contestants.add(new Contestant(
                server, access, length, load(port, pids, heads), (connections, warmUp, window) -> Load.NOTHING));
    }

    private static Contestant.Run load(int port, List<Long> pids, List<String> heads) {
        return (connections, warmUp, window) ->
                new Load(port, heads).run(connections, warmUp, window, () -> Usage.of(pids));
    }

    private Path fileOf(String length) {
        return length.equals(TEN_MINUTES) ? media.tenMinutes() : media.twoHours();
    }

    /** Eight clips all over the source, none at a keyframe. */
    private static List<Double> starts(String length) {
        double apart = length.equals(TEN_MINUTES) ? 70 : 840;
        return IntStream.range(0, 8).mapToObj(i -> 41.5 + i * apart).toList();
    }

    /** As many bytes, from where the clips are. */
    private List<String> ranges(String length) throws Exception {
        Path file = fileOf(length);
        long size = Files.size(file);
        double seconds = length.equals(TEN_MINUTES) ? 600.6 : 7207.2;
        return starts(length).stream()
                .map(start -> (long) (size * (start / seconds)))
                .map(from -> Load.get(
                        "/" + file.getFileName(), from, from + clipBytes - 1))
                .toList();
    }

    private static void deleteTree(Path folder) throws Exception {
        if (Files.notExists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
