package dev.cliprange.packaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.ffmpeg.encode.SilenceEncoder;
import dev.cliprange.ffmpeg.encode.SilenceRequest;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.memory.HeapShare;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.slice.segment.SilenceFormat;
import dev.cliprange.slice.segment.SilentPacket;
import dev.cliprange.source.ReadySource;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Silent packets for the gaps of audio tracks. FFmpeg makes a packet once for each format and source. It is kept in the
 * work storage, so that all instances send the same bytes. Concurrent requests share one process, which runs to
 * completion even if every client disconnects.
 */
@Component
class SilentPackets {

    private static final Logger log = LoggerFactory.getLogger(SilentPackets.class);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration FAILURE_EXPIRY = Duration.ofMinutes(10);
    private static final int PACKET_BYTES = 2_000;
    private static final int REMEMBERED = HeapShare.valueOf(HeapShare.SILENCE).entries(PACKET_BYTES, 1_000);

    private static final int DIGEST_BYTES = 8;

    /**
     * A packet.
     *
     * @param digest names its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
    record Packet(byte[] bytes, String digest) {

        static Packet of(byte[] bytes) {
            return new Packet(bytes, HexFormat.of().formatHex(Digest.sha256(bytes), 0, DIGEST_BYTES));
        }
    }

    private final WorkStore work;
    private final SilenceEncoder encoder;
    private final Cache<String, Packet> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Cache<String, FailureException> failures = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(FAILURE_EXPIRY)
            .build();
    private final ConcurrentHashMap<String, Mono<Packet>> underWay = new ConcurrentHashMap<>();

    SilentPackets(WorkStore work, SilenceEncoder encoder) {
        this.work = work;
        this.encoder = encoder;
    }

    /**
     * Returns a silent packet.
     *
     * @param holder holds the process, if one is needed
     * @throws FailureException MEDIA_UNSUPPORTED if FFmpeg cannot encode such silence, which is remembered for a while;
     *     TOO_BUSY; as the work storage
     */
    Mono<Packet> get(ReadySource source, SilenceFormat format, ProcessHolder holder) {
        String key = source.id() + "/" + format.name();
        return Mono.defer(() -> Optional.ofNullable(known.getIfPresent(key))
                .map(Mono::just)
                .orElseGet(() -> shared(source, format, holder, key)));
    }

    private Mono<Packet> shared(ReadySource source, SilenceFormat format, ProcessHolder holder, String key) {
        // Remove the entry before signalling, so that a retry does not receive the cached failure.
        Mono<Packet> mine = find(source, format, holder)
                .doOnTerminate(() -> underWay.remove(key))
                .cache();
        Mono<Packet> running = underWay.putIfAbsent(key, mine);
        return running == null
                ? mine.doOnNext(packet -> known.put(key, packet))
                : running.onErrorMap(FailureException.class, FailureException::remembered);
    }

    private Mono<Packet> find(ReadySource source, SilenceFormat format, ProcessHolder holder) {
        return work.of(source.id())
                .get(Part.SILENCE, format.name())
                .switchIfEmpty(Mono.defer(() -> make(source, format, holder)))
                .map(Packet::of);
    }

    private Mono<byte[]> make(ReadySource source, SilenceFormat format, ProcessHolder holder) {
        FailureException failed = failures.getIfPresent(format.name());
        if (failed != null) {
            return Mono.error(failed);
        }
        var request = new SilenceRequest(
                format.name(),
                holder,
                format.codec(),
                format.sampleRate(),
                format.channels(),
                format.bitRate(),
                DEADLINE);
        return encoder.encode(request)
                .map(file -> SilentPacket.of(file, format))
                .onErrorMap(Mp4Exception.class, error -> unfit(format, error))
                .doOnError(FailureException.class, failure -> remember(format, failure))
                .delayUntil(packet -> work.of(source.id()).put(Part.SILENCE, format.name(), packet));
    }

    private void remember(SilenceFormat format, FailureException failure) {
        if (failure.failure().kind() == FailureKind.MEDIA) {
            failures.put(format.name(), failure.remembered());
        }
    }

    private static FailureException unfit(SilenceFormat format, Mp4Exception error) {
        log.atWarn()
                .addKeyValue("format", format.name())
                .addKeyValue("reason", error.reason())
                .log("silence does not fit the source");
        return new FailureException(
                Failure.MEDIA_UNSUPPORTED, "The audio has a gap that cannot be filled: " + error.reason());
    }
}
