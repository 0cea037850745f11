package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.ffmpeg.clip.FfmpegStream;
import dev.cliprange.ffmpeg.process.KillReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Clients that leave at any moment: while they wait, while FFmpeg starts, between two buffers, behind the last. */
class CancelStormIT {

    private static final int CLIENTS = Boolean.getBoolean("cliprange.full") ? 1000 : 100;
    private static final int AT_ONCE = 10;

    @Test
    void cancel_atRandomMoments_leavesNoProcessNoPermitNoBuffer() {
        Queue<String> leaks = new ConcurrentLinkedQueue<>();
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(records));
        FfmpegHarness harness = FfmpegHarness.real();
        Random random = new Random(2);

        Flux.range(0, CLIENTS)
                .flatMap(client -> client(harness, random.nextInt(250), random.nextBoolean()), AT_ONCE)
                .blockLast(Duration.ofMinutes(8));

        harness.assertIdle();
        assertThat(harness.killed(KillReason.CLIENT_STALLED)).isZero();
        lookForLeaks();
        assertThat(leaks).isEmpty();
        assertThat(FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 30_000_000)))
                .isNotEmpty();
        harness.assertIdle();
    }

    /** A leak is found when its buffer has been collected and another is made. */
    private static void lookForLeaks() {
        for (int i = 0; i < 20; i++) {
            System.gc();
            for (int j = 0; j < 50; j++) {
                PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
            }
        }
    }

    private static Mono<Void> client(FfmpegHarness harness, int patienceMillis, boolean polite) {
        Flux<ByteBuf> body = polite
                ? Flux.usingWhen(harness.open(ToneSource.mp4(), 0, 30_000_000), FfmpegStream::body, FfmpegStream::close)
                : harness.open(ToneSource.mp4(), 0, 30_000_000).flatMapMany(FfmpegStream::body);
        return body.doOnNext(ByteBuf::release)
                .takeUntilOther(Mono.delay(Duration.ofMillis(patienceMillis)))
                .onErrorComplete()
                .then();
    }
}
