package dev.cliprange.delivery;

import dev.cliprange.delivery.SoakPlayer.Manner;
import dev.cliprange.delivery.SoakPlayer.Outcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The clients of a soak: some that watch clips, and one that sends twenty hostile requests a second. */
final class SoakLoad {

    private static final int WATCHERS = 12;
    private static final int HOSTILE_PER_SECOND = 20;

    private final List<URI> clips;
    private final int port;

    SoakLoad(List<URI> clips, int port) {
        this.clips = List.copyOf(clips);
        this.port = port;
    }

    /**
     * What the watching clients got.
     *
     * @param statuses how often each status was answered to them
     * @param hostile how often each status was answered to hostile requests
     */
    record Tally(
            long firstByteP50Us, long firstByteP99Us, Map<Integer, Integer> statuses, Map<Integer, Integer> hostile) {}

    /** Runs the clients for the given time. A third leaves, a tenth crawls, the others read to the end. */
    Tally run(Duration length, boolean hostile) {
        long end = System.nanoTime() + length.toNanos();
        var firstBytes = new ConcurrentLinkedQueue<Long>();
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        Map<Integer, Integer> refusals = new ConcurrentHashMap<>();
        try (var watchers = Executors.newVirtualThreadPerTaskExecutor();
                ScheduledExecutorService attacker = Executors.newScheduledThreadPool(4)) {
            for (int i = 0; i < WATCHERS; i++) {
                var random = new Random(i);
                var player = new SoakPlayer("127.0.1." + (i + 1));
                watchers.submit(() -> {
                    while (System.nanoTime() < end) {
                        Outcome outcome = player.play(clips.get(random.nextInt(clips.size())), manner(random));
                        statuses.merge(outcome.status(), 1, Integer::sum);
                        if (outcome.status() == 200) {
                            firstBytes.add(outcome.firstByteNanos());
                        }
                    }
                });
            }
            if (hostile) {
                attack(attacker, end, refusals);
            }
            watchers.shutdown();
            awaitEnd(watchers, length.plusMinutes(2));
            attacker.shutdownNow();
        }
        List<Long> sorted = firstBytes.stream().sorted().toList();
        return new Tally(percentileUs(sorted, 50), percentileUs(sorted, 99), statuses, refusals);
    }

    private void attack(ScheduledExecutorService attacker, long end, Map<Integer, Integer> refusals) {
        var turn = new AtomicInteger();
        var player = new SoakPlayer("127.0.2.1");
        List<byte[]> requests = hostileRequests();
        for (int i = 0; i < 4; i++) {
            attacker.scheduleAtFixedRate(
                    () -> {
                        if (System.nanoTime() < end) {
                            byte[] request = requests.get(turn.getAndIncrement() % requests.size());
                            Manner manner = turn.get() % 5 == 0 ? Manner.LEAVES : Manner.READS_ALL;
                            refusals.merge(player.send(port, request, manner).status(), 1, Integer::sum);
                        }
                    },
                    i,
                    4_000 / HOSTILE_PER_SECOND,
                    TimeUnit.MILLISECONDS);
        }
    }

    private List<byte[]> hostileRequests() {
        String clip = clips.getFirst().getRawPath();
        String language = "GET /api/openapi.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Language: ";
        return List.of(
                get("/%76ideos" + clip.substring("/videos".length())),
                get("//"),
                get(clip.toUpperCase(java.util.Locale.ROOT)),
                get(clip + "?" + "a".repeat(6_000)),
                get("/api/sources", "Authorization: Bearer not-a-key-of-this-server"),
                get("/api/docs"),
                get("/api/problems/clip-overlap"),
                get(clip, "Range: bytes=0-0,2-2,4-4,6-6"),
                get(clip, "Range: bytes=99999999999-"),
                get(clip, "Cookie: " + "c".repeat(30_000)),
                bytes(language + "x-" + System.nanoTime() + "\r\n\r\n"),
                bytes(language + "de-" + "q".repeat(50) + "\r\n\r\n"),
                bytes("\u0016\u0003\u0001\u0002\r\n\r\n"),
                bytes("POST /api/sources HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\n{\"a\":"),
                bytes("GET " + clip + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n"),
                bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    private static byte[] get(String target, String... headers) {
        return bytes("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "" : "\r\n") + "\r\n");
    }

    private static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Manner manner(Random random) {
        int drawn = random.nextInt(30);
        return drawn < 10 ? Manner.LEAVES : drawn < 13 ? Manner.CRAWLS : Manner.READS_ALL;
    }

    private static void awaitEnd(java.util.concurrent.ExecutorService watchers, Duration longest) {
        try {
            if (!watchers.awaitTermination(longest.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("a client still waits for its response");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long percentileUs(List<Long> sortedNanos, int percent) {
        return sortedNanos.isEmpty() ? 0 : sortedNanos.get((sortedNanos.size() - 1) * percent / 100) / 1_000;
    }
}
