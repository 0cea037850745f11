package dev.cliprange.bench;

import dev.cliprange.testing.LongSource;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/**
 * Measures sequences as one MP4 beside a single clip of the same frames: the time to the first byte, processor time of the
 * server, and the planning of 500 clips. The server runs in its own JVM.
 */
@Command(
        name = "src/bench/sequences",
        mixinStandardHelpOptions = true,
        description = "Measures a sequence as one MP4 beside a single clip of the same frames.")
public final class SequenceBenchmark implements Callable<Integer> {

    private static final Duration LENGTH = Duration.ofMinutes(30);
    private static final int CLIPS = 500;
    /** Clips begin on keyframes, which are 2 s apart. */
    private static final double CLIP_SECONDS = 2;

    private static final String[] JVM = {
        "-XX:TieredStopAtLevel=4", "-XX:+UseSerialGC", "-Xmx512m", "-XX:MaxDirectMemorySize=96m"
    };

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ROUNDS",
            defaultValue = "40",
            description = "Number of rounds (${DEFAULT-VALUE}); the first half warms the server up.")
    private int rounds;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SequenceBenchmark()).execute(arguments));
    }

    private record Sample(double firstByteMs, double cpuMs) {}

    @Override
    public Integer call() {
        // Without a cache of layouts, every request plans.
        try (OriginProcess origin = OriginProcess.ready(Map.of("cliprange.delivery.layout-cache", "0B"), JVM)) {
            OriginClient client = origin.client();
            Origin.storage().put("long.mp4", LongSource.of(LENGTH));
            JsonNode source = client.readySource("s3://" + Origin.storage().bucket() + "/long.mp4");
            String whole = client.clip(source, 0, CLIPS * CLIP_SECONDS)
                    .path("streamUrl")
                    .asString();
            String sequence = sequence(client);
            List<Sample> ofClip = new ArrayList<>();
            List<Sample> ofSequence = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                Sample clip = measured(client, whole, origin.pid());
                Sample many = measured(client, sequence, origin.pid());
                if (round >= rounds / 2) {
                    ofClip.add(clip);
                    ofSequence.add(many);
                }
            }
            report("clip", ofClip);
            report("sequence of " + CLIPS, ofSequence);
            System.out.printf(
                    Locale.ROOT,
                    "sequence ÷ clip: first byte %.2f, processor time %.2f%n",
                    firstByte(ofSequence) / firstByte(ofClip),
                    cpu(ofSequence) / cpu(ofClip));
            System.out.printf(
                    Locale.ROOT,
                    "header of %d clips: planned and begun to send in %.1f ms (aim: 50), %.2f MiB (aim: 2)%n",
                    CLIPS,
                    firstByte(ofSequence),
                    headerBytes(client, sequence) / (double) (1 << 20));
        }
        return CommandLine.ExitCode.OK;
    }

    /** Makes a sequence of clips that are equal in sum to the single clip. They come from a second source of the same bytes. */
    private static String sequence(OriginClient client) {
        Origin.storage().put("again.mp4", LongSource.of(LENGTH));
        JsonNode again = client.readySource("s3://" + Origin.storage().bucket() + "/again.mp4");
        List<Double> cuts = IntStream.rangeClosed(1, CLIPS)
                .mapToObj(clip -> clip * CLIP_SECONDS)
                .toList();
        List<String> ids = new ArrayList<>();
        client.post("/api/sources/" + again.path("id").asString() + "/clips:partition", Map.of("cuts", cuts))
                .expect(200)
                .path("clips")
                .forEach(clip -> ids.add(clip.path("id").asString()));
        return client.post("/api/sequences", Map.of("clipIds", ids.subList(0, CLIPS)))
                .expect(201)
                .path("streamUrl")
                .asString();
    }

    /** The first byte is of the header, so it shows the planning. The whole body shows the processor time. */
    private static Sample measured(OriginClient client, String url, long pid) {
        long begun = System.nanoTime();
        client.play(url, "Range", "bytes=0-0");
        double firstByteMs = (System.nanoTime() - begun) / 1e6;
        long before = Usage.of(List.of(pid)).cpuMs();
        client.play(url);
        return new Sample(firstByteMs, Usage.of(List.of(pid)).cpuMs() - before);
    }

    private static void report(String name, List<Sample> samples) {
        System.out.printf(
                Locale.ROOT,
                "%s: first byte %.1f ms (median), processor time %.1f ms (mean)%n",
                name,
                firstByte(samples),
                cpu(samples));
    }

    private static double firstByte(List<Sample> samples) {
        List<Double> sorted = samples.stream().map(Sample::firstByteMs).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double cpu(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::cpuMs).average().orElse(0);
    }

    /** Where {@code mdat} begins: everything before it is the header. */
    private static int headerBytes(OriginClient client, String url) {
        byte[] begin = client.play(url, "Range", "bytes=0-4194303").body();
        int at = 0;
        while (at + 8 <= begin.length) {
            String type = new String(begin, at + 4, 4, StandardCharsets.US_ASCII);
            if (type.equals("mdat")) {
                return at;
            }
            at += ByteBuffer.wrap(begin, at, 4).getInt();
        }
        throw new IllegalStateException("no mdat in the first bytes");
    }
}
