package dev.cliprange.control;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegSnapshot;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the pool is doing, for an operator. */
@RestController
@Tag(name = "Operation")
class FfmpegHandler {

    private final FfmpegPool pool;

    FfmpegHandler(FfmpegPool pool) {
        this.pool = pool;
    }

    /** The pool as the HTTP contract shows it. */
    record PoolResponse(
            int active,
            int waiting,
            int permits,
            double utilisation,
            long residentBytes,
            List<ProcessResponse> processes) {

        static PoolResponse of(FfmpegSnapshot pool) {
            return new PoolResponse(
                    pool.active(),
                    pool.waiting(),
                    pool.permits(),
                    pool.utilisation(),
                    pool.residentBytes(),
                    pool.processes().stream().map(ProcessResponse::of).toList());
        }
    }

    /** One process; {@code clip} is whom it works for. */
    record ProcessResponse(String clip, double ageSeconds, long bytes, long residentBytes) {

        static ProcessResponse of(FfmpegSnapshot.RunningProcess process) {
            return new ProcessResponse(
                    process.label(),
                    TimeUnit.NANOSECONDS.toMillis(process.age().toNanos()) / 1_000.0,
                    process.bytesWritten(),
                    process.residentBytes());
        }
    }

    @Operation(summary = "The processes that run, and what waits for one")
    @GetMapping("/api/admin/ffmpeg")
    Mono<PoolResponse> snapshot() {
        // Reads a small file of the kernel's per process.
        return Mono.fromSupplier(pool::snapshot).map(PoolResponse::of).subscribeOn(Schedulers.boundedElastic());
    }
}
