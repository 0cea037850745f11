package dev.cliprange.bench;

import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * This server in three settings: with warm caches, without caches, and with the JDK's TLS. A server is started when its first
 * contestant is added.
 */
final class Cliprange {

    private static final String WARM = "cliprange";
    private static final String COLD = "cliprange, cold";
    private static final String JDK_TLS = "cliprange, JDK's TLS";

    /** The settings of a server that plans each response anew. */
    static final Map<String, Object> WITHOUT_CACHES = Map.of(
            "cliprange.source.directory-cache", "0B",
            "cliprange.source.page-cache", "0B",
            "cliprange.delivery.layout-cache", "0B",
            "cliprange.clip.freshness", "1ns");

    private final Media media;
    private final MediaStorage storage;
    private final ResourceStack open;
    private final Map<String, Start> starts = new LinkedHashMap<>();
    private final Map<String, PackagedServer> running = new LinkedHashMap<>();
    private byte[] referenceClip = {};

    @FunctionalInterface
    private interface Start {
        PackagedServer run() throws IOException, InterruptedException;
    }

    private Cliprange(Media media, MediaStorage storage, ResourceStack open) {
        this.media = media;
        this.storage = storage;
        this.open = open;
    }

    static Cliprange of(
            Path folder,
            Media media,
            MediaStorage storage,
            Certificate certificate,
            TestPostgres postgres,
            ResourceStack open)
            throws IOException {
        var servers = new Cliprange(media, storage, open);
        Path work = folder.resolve("work-" + ProcessHandle.current().pid());
        Files.createDirectories(work);
        open.add(() -> deleteTree(work));
        var trust = List.of(
                "-Djavax.net.ssl.trustStore=" + certificate.trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD);
        var jdkTls = new ArrayList<>(trust);
        jdkTls.add("-Dio.netty.handler.ssl.noOpenSsl=true");
        Map<String, Object> warm = settings(work, media, storage, postgres);
        var cold = new LinkedHashMap<>(warm);
        cold.putAll(WITHOUT_CACHES);
        servers.starts.put(WARM, () -> PackagedServer.start(folder.resolve("origin.log"), warm, trust));
        servers.starts.put(COLD, () -> PackagedServer.start(folder.resolve("origin-cold.log"), cold, trust));
        servers.starts.put(JDK_TLS, () -> PackagedServer.start(folder.resolve("origin-jdk.log"), warm, jdkTls));
        return servers;
    }

    /**
     * Returns the contestants whose name matches, and always the first one, because its clip is the reference.
     *
     * @throws IllegalStateException if two of them send different bytes for the same clip
     */
    List<Contestant> contestants(Predicate<String> wanted) throws IOException, InterruptedException {
        var contestants = new ArrayList<Contestant>();
        List<String> bases =
                List.of(media.folder().toUri().toString(), storage.http() + "/", "s3://bucket/", storage.https() + "/");
        for (String base : bases) {
            String access = base.replaceAll(":.*", "");
            for (Length length : Length.values()) {
                for (Map.Entry<String, Start> entry : starts.entrySet()) {
                    String name = entry.getKey();
                    boolean isWanted = wanted.test(Contestant.name(name, access, length.text()));
                    if (isMeasured(name, access, length) && (isWanted || clipBytes() == 0)) {
                        PackagedServer server = running(name, entry.getValue());
                        contestants.add(contestant(name, server, access, length, base));
                    }
                }
            }
        }
        return contestants;
    }

    /** The bytes of the reference clip. All clips and all contestants send about as many. */
    long clipBytes() {
        return referenceClip.length;
    }

    /** The settings of a server with a database of its own. */
    static Map<String, Object> settings(Path work, Media media, MediaStorage storage, TestPostgres postgres) {
        var settings =
                new LinkedHashMap<String, Object>(postgres.createDatabase().properties());
        settings.put("cliprange.storage.work", work.toUri());
        settings.put("cliprange.storage.endpoint", storage.http());
        settings.put("cliprange.storage.bucket", "bucket");
        settings.put("cliprange.storage.access-key", "benchmark");
        settings.put("cliprange.storage.secret-key", "benchmark");
        settings.put(
                "cliprange.sources.allowed",
                String.join(",", media.folder().toUri().toString(), storage.http() + "/", storage.https() + "/"));
        settings.put("cliprange.ffmpeg.path", TestFfmpeg.path());
        return settings;
    }

    /** S3 is read as HTTP is, so one row is enough. The JDK's TLS matters only with TLS. */
    private static boolean isMeasured(String server, String access, Length length) {
        return switch (access) {
            case "https" -> true;
            case "s3" -> server.equals(WARM) && length == Length.TEN_MINUTES;
            default -> !server.equals(JDK_TLS);
        };
    }

    private Contestant contestant(String name, PackagedServer server, String access, Length length, String base) {
        String uri = base + media.file(length).getFileName();
        List<String> paths = server.clips(uri, length.starts());
        byte[] body = server.body(paths.getFirst());
        if (length == Length.TEN_MINUTES) {
            referenceClip = clipBytes() == 0 ? body : referenceClip;
            if (!Arrays.equals(body, referenceClip)) {
                throw new IllegalStateException("not the same bytes: " + uri + ", " + name);
            }
        }
        List<Long> pids = server.pids();
        return new Contestant(
                name,
                access,
                length.text(),
                Contestant.load(
                        server.port(), pids, paths.stream().map(Load::get).toList()),
                Contestant.load(
                        server.port(),
                        pids,
                        paths.stream().map(Load::getBeginning).toList()));
    }

    private PackagedServer running(String name, Start start) throws IOException, InterruptedException {
        PackagedServer known = running.get(name);
        if (known != null) {
            return known;
        }
        PackagedServer started = open.add(start.run());
        running.put(name, started);
        return started;
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
