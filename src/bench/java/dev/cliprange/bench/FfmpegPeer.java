package dev.cliprange.bench;

import dev.cliprange.testing.TestFfmpeg;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One FFmpeg process per request, with the fastest arguments that make the clip. Its standard output is discarded. */
final class FfmpegPeer {

    private FfmpegPeer() {}

    /** @param connections number of processes at once */
    static Load.Result run(String uri, List<Double> starts, int connections, int clips)
            throws IOException, InterruptedException {
        var bytes = new AtomicLong();
        var next = new AtomicInteger();
        var resident = new AtomicLong();
        var firstByteNanos = new ArrayList<Long>();
        long cpuBefore = Usage.cpuMsOfEndedChildren();
        long from = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(connections)) {
            var runs = new ArrayList<Future<Long>>();
            for (int i = 0; i < clips; i++) {
                runs.add(threads.submit(
                        () -> clip(uri, starts.get(next.getAndIncrement() % starts.size()), bytes, resident)));
            }
            for (Future<Long> run : runs) {
                firstByteNanos.add(run.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("ffmpeg failed", e);
        }
        long to = System.nanoTime();
        return new Load.Result(
                firstByteNanos,
                bytes.get(),
                bytes.get(),
                to - from,
                new Usage(cpuBefore, 0, 0, 0),
                new Usage(Usage.cpuMsOfEndedChildren(), 0, resident.get() * connections, 0));
    }

    private static long clip(String uri, double start, AtomicLong bytes, AtomicLong resident)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                TestFfmpeg.path().toString(), "-nostdin", "-hide_banner", "-nostats", "-loglevel", "error", "-xerror"));
        if (uri.startsWith("https:")) {
            command.addAll(List.of("-tls_verify", "0"));
        }
        command.addAll(List.of("-nofind_stream_info", "-ss", String.format(Locale.ROOT, "%.3f", start), "-i", uri));
        command.addAll(List.of("-t", "10", "-map", "0:V:0?", "-map", "0:a?", "-c", "copy", "-f", "mp4"));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof"));
        command.addAll(List.of("-frag_duration", "1000000", "pipe:1"));
        long started = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            byte[] buffer = new byte[64 * 1024];
            int count = output.read(buffer);
            long first = System.nanoTime() - started;
            resident.accumulateAndGet(Usage.residentBytes(process.pid()), Math::max);
            for (; count >= 0; count = output.read(buffer)) {
                bytes.addAndGet(count);
            }
            if (process.waitFor() != 0) {
                throw new IOException("ffmpeg ended with " + process.exitValue());
            }
            return first;
        } finally {
            process.destroyForcibly();
        }
    }
}
