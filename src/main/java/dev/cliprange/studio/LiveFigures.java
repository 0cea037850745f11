package dev.cliprange.studio;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one instance does at a moment, in the shape of the HTTP contract. All numbers except those of {@code streams} and
 * the pool count events since {@code startedAt}, so a rate is the difference of two responses with the same start.
 *
 * @param streams responses with clips that are running
 * @param servedBytes bytes of clips handed to connections
 * @param amplification bytes read from the storage for each byte that was served; null before the first byte
 */
@Schema(name = "LiveFigures")
record LiveFigures(
        Instant at,
        Instant startedAt,
        int streams,
        FirstByte firstByte,
        Pool ffmpeg,
        TooBusy tooBusy,
        StorageReads storage,
        long servedBytes,
        @JsonInclude @Nullable Double amplification) {

    /**
     * The times from requests to the first bytes of their bodies.
     *
     * @param count all of them
     * @param buckets by rising time
     */
    @Schema(name = "LiveFirstByte")
    record FirstByte(long count, List<Bucket> buckets) {

        FirstByte {
            buckets = List.copyOf(buckets);
        }
    }

    /** @param count how many took at most {@code seconds} */
    @Schema(name = "LiveBucket")
    record Bucket(double seconds, long count) {}

    /**
     * The FFmpeg processes.
     *
     * @param waiting requests in the queue
     * @param rejected requests that got no process, because the queue was full, the wait was too long, or their client had
     *     too many
     */
    @Schema(name = "LivePool")
    record Pool(int active, int waiting, int permits, long rejected) {}

    /**
     * Requests that were rejected because there were too many.
     *
     * @param responses all responses with status 429
     * @param clientRate rejected by the rate limit of the client
     * @param keyRate by that of the API key
     * @param unknownKeys because the client tried too many unknown keys
     * @param places because the client or the key had too many streams, event feeds or long polls
     */
    @Schema(name = "LiveTooBusy")
    record TooBusy(long responses, long clientRate, long keyRate, long unknownKeys, long places) {}

    /**
     * The reads of sources.
     *
     * @param requests all of them, also those that were cancelled or failed
     * @param resumes broken reads that were continued at the next byte
     */
    @Schema(name = "LiveStorageReads")
    record StorageReads(long requests, long cancelled, long failed, long resumes, long bytes) {}
}
