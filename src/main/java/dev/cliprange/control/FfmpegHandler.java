package dev.cliprange.control;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegSnapshot;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The state of the process pool, for operators. */
@RestController
@Tag(name = "Operation")
class FfmpegHandler {

    private final FfmpegPool pool;

    FfmpegHandler(FfmpegPool pool) {
        this.pool = pool;
    }

    /** The pool, in the shape of the HTTP contract. */
    @Schema(name = "FfmpegPool")
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

    /** One process; {@code clip} is the clip or source that it works on. */
    @Schema(name = "FfmpegProcess")
    record ProcessResponse(String clip, double ageSeconds, long bytes, long residentBytes) {

        static ProcessResponse of(FfmpegSnapshot.RunningProcess process) {
            return new ProcessResponse(
                    process.label(),
                    TimeUnit.NANOSECONDS.toMillis(process.age().toNanos()) / 1_000.0,
                    process.bytesWritten(),
                    process.residentBytes());
        }
    }

    @Operation(summary = "Lists the running processes and the number of waiting requests")
    @GetMapping("/api/admin/ffmpeg")
    Mono<PoolResponse> snapshot() {
        // Reads a small file in /proc for each process.
        return Mono.fromSupplier(pool::snapshot).map(PoolResponse::of).subscribeOn(Schedulers.boundedElastic());
    }
}
