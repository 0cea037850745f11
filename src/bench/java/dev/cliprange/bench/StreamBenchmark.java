package dev.cliprange.bench;

import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * Measures adaptive streams and posters beside what they are compared with: segments beside nginx's {@code proxy_pass} of the same
 * bytes, playlists beside the header of the MP4, posters beside the start of an FFmpeg that does nothing.
 */
@Command(
        name = "src/bench/streams",
        mixinStandardHelpOptions = true,
        description = "Measures segments, playlists and posters beside nginx, MP4 headers and FFmpeg.")
public final class StreamBenchmark implements Callable<Integer> {

    private static final Path FOLDER = Path.of("target", "bench");
    private static final int CONNECTIONS = 8;
    private static final int CLIP_SECONDS = 600;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "4",
            description = "Length of each window (${DEFAULT-VALUE}).")
    private int seconds;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StreamBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createDirectories(FOLDER).toAbsolutePath();
        try (var open = new ResourceStack()) {
            Media media = Media.in(folder.resolve("media"));
            MediaStorage storage = open.add(MediaStorage.start(folder, media.folder(), Certificate.make(folder)));
            TestPostgres postgres = TestPostgres.alone();
            Map<String, Object> settings =
                    Cliprange.settings(folder.resolve("work-of-streams"), media, storage, postgres);
            PackagedServer server = open.add(PackagedServer.start(folder.resolve("streams.log"), settings, List.of()));
            Nginx proxy = open.add(Nginx.start(
                    folder,
                    "streams",
                    "upstream storage { server %s; keepalive 128; keepalive_requests 10000000; }"
                            .formatted(storage.http().replaceAll(".*//", "")),
                    "location / { proxy_pass http://storage; proxy_http_version 1.1; proxy_set_header Connection \"\";"
                            + " proxy_max_temp_file_size 0; }"));
            String path = "/" + media.tenMinutes().getFileName();
            JsonNode clip = server.clip(storage.http() + path, CLIP_SECONDS);
            StreamFiles files = StreamFiles.of(server, clip);
            segments(storage, "video", server, files.videoSegments(), proxy, path);
            segments(storage, "audio", server, files.audioSegments(), proxy, path);
            posters(server, URI.create(clip.path("posterUrl").asString()).getPath());
        }
        try (var open = new ResourceStack()) {
            Media media = Media.in(folder.resolve("media"));
            MediaStorage storage = open.add(MediaStorage.start(folder, media.folder(), Certificate.make(folder)));
            var settings = new LinkedHashMap<>(
                    Cliprange.settings(folder.resolve("work-of-playlists"), media, storage, TestPostgres.alone()));
            settings.putAll(Cliprange.WITHOUT_CACHES);
            PackagedServer server =
                    open.add(PackagedServer.start(folder.resolve("playlists.log"), settings, List.of()));
            for (Length length : Length.values()) {
                playlists(
                        storage,
                        length,
                        server,
                        storage.http() + "/" + media.file(length).getFileName());
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private void segments(
            MediaStorage storage, String kind, PackagedServer server, List<String> segments, Nginx proxy, String path)
            throws IOException, InterruptedException {
        List<Integer> sizes =
                segments.stream().map(each -> server.body(each).length).toList();
        var ranges = new ArrayList<String>();
        long from = 0;
        for (int size : sizes) {
            ranges.add(Load.get(path, from, from + size - 1));
            from += size;
        }
        List<Measurement> pair = measured(
                storage,
                contestant("cliprange", server.port(), server.pids(), heads(segments)),
                mean(sizes),
                contestant("nginx proxy_pass", proxy.port(), proxy.pids(), ranges),
                mean(sizes));
        System.out.printf(
                Locale.ROOT,
                "%s segments of %.0f kB: CPU %.2f ms, first byte %.1f ms; nginx %.2f ms, %.1f ms; CPU %.2f of nginx;"
                        + " read from the storage: %.2f of the bytes sent%n",
                kind,
                mean(sizes) / 1e3,
                pair.getFirst().cpuMs(),
                pair.getFirst().firstByteMs(0.5),
                pair.getLast().cpuMs(),
                pair.getLast().firstByteMs(0.5),
                pair.getFirst().cpuRatioTo(pair.getLast()),
                pair.getFirst().readPerByte());
    }

    /** Both are planned anew at each request. */
    private void playlists(MediaStorage storage, Length length, PackagedServer server, String uri)
            throws IOException, InterruptedException {
        JsonNode clip = server.clip(uri, CLIP_SECONDS);
        String playlist = StreamFiles.of(server, clip).video();
        String stream = URI.create(clip.path("streamUrl").asString()).getPath();
        int headerBytes = headerBytes(server.body(stream));
        int playlistBytes = server.body(playlist).length;
        List<Measurement> pair = measured(
                storage,
                contestant("playlist", server.port(), server.pids(), heads(List.of(playlist))),
                playlistBytes,
                contestant("header", server.port(), server.pids(), List.of(Load.get(stream, 0, headerBytes - 1))),
                headerBytes);
        System.out.printf(
                Locale.ROOT,
                "clip of 10 min of a source of %s: playlist %.2f ms CPU, header of the MP4 %.2f ms; %.2f of the header%n",
                length.text(),
                pair.getFirst().cpuMs(),
                pair.getLast().cpuMs(),
                pair.getFirst().cpuRatioTo(pair.getLast()));
    }

    /** Each poster is of another time, so that none is kept. FFmpeg's version is the least that it can be asked for. */
    private void posters(PackagedServer server, String path) throws IOException, InterruptedException {
        var posters = new ArrayList<Double>();
        var starts = new ArrayList<Double>();
        for (int i = 0; i < 40; i++) {
            long begun = System.nanoTime();
            server.body(path + "?at=" + (3 + 11 * i) + ".5&width=640");
            posters.add((System.nanoTime() - begun) / 1e6);
            begun = System.nanoTime();
            new ProcessBuilder(TestFfmpeg.path().toString(), "-hide_banner", "-version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            starts.add((System.nanoTime() - begun) / 1e6);
        }
        System.out.printf(
                Locale.ROOT,
                "posters 640 wide of a 1080p source: %.0f ms (median), start of FFmpeg %.0f ms; %.2f of it%n",
                median(posters),
                median(starts),
                median(posters) / median(starts));
    }

    /**
     * Measures two that take turns, so that a disturbance affects both.
     *
     * @param oneBytes the bytes of one response, on average
     */
    private List<Measurement> measured(
            MediaStorage storage, Contestant one, double oneBytes, Contestant other, double otherBytes)
            throws IOException, InterruptedException {
        List<Measurement> pair = List.of(new Measurement(one, CONNECTIONS), new Measurement(other, CONNECTIONS));
        // The compilers of the server need some seconds.
        for (Measurement each : pair) {
            each.contestant().run().at(CONNECTIONS, Duration.ZERO, Duration.ofSeconds(10));
        }
        for (int round = 0; round < rounds; round++) {
            for (Measurement each : pair) {
                double unitBytes = each == pair.getFirst() ? oneBytes : otherBytes;
                storage.traffic();
                Load.Result result =
                        each.contestant().run().at(CONNECTIONS, Duration.ofMillis(700), Duration.ofSeconds(seconds));
                each.add(result, storage.traffic(), Math.round(unitBytes));
            }
        }
        return pair;
    }

    private static Contestant contestant(String name, int port, List<Long> pids, List<String> heads) {
        return new Contestant(name, "http", "10 min", Contestant.load(port, pids, heads), Contestant.NO_WARM_UP);
    }

    private static List<String> heads(List<String> paths) {
        return paths.stream().map(Load::get).toList();
    }

    private static double mean(List<Integer> sizes) {
        return sizes.stream().mapToInt(Integer::intValue).average().orElseThrow();
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Where {@code mdat} begins. */
    private static int headerBytes(byte[] clip) {
        return IntStream.iterate(0, at -> at + ByteBuffer.wrap(clip, at, 4).getInt())
                .filter(at -> new String(clip, at + 4, 4, StandardCharsets.US_ASCII).equals("mdat"))
                .findFirst()
                .orElseThrow();
    }
}
