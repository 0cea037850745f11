package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.ffmpeg.clip.FfmpegStream;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.testing.NettyLeaks;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Clients that leave at any moment: while they wait, while FFmpeg starts, between two buffers, behind the last. */
@ExtendWith(NettyLeaks.class)
class CancelStormIT {

    private static final int CLIENTS = Boolean.getBoolean("cliprange.full") ? 1000 : 100;
    private static final int AT_ONCE = 10;

    @Test
    void cancel_atRandomMoments_leavesNoProcessNoPermitNoBuffer() {
        FfmpegHarness harness = FfmpegHarness.real();
        Random random = new Random(2);

        Flux.range(0, CLIENTS)
                .flatMap(client -> client(harness, random.nextInt(250), random.nextBoolean()), AT_ONCE)
                .blockLast(Duration.ofMinutes(8));

        harness.assertIdle();
        assertThat(harness.killed(KillReason.CLIENT_STALLED)).isZero();
        assertThat(FfmpegHarness.read(harness.open(ToneSource.mp4(), 0, 30_000_000)))
                .isNotEmpty();
        harness.assertIdle();
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
