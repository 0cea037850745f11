package dev.cliprange.delivery;

import dev.cliprange.clip.ClipAddresses;
import dev.cliprange.clip.ClipAddresses.CdnProperties;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.event.ChangeEvent;
import dev.cliprange.event.EventFeed;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.read.CdnWarmer;
import dev.cliprange.web.EndSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Warm-ups: few at once, each with a few clips at a time, in the background. One that its instance's end cuts off is not
 * taken up again: the CDN fetches what is missing when somebody looks.
 */
@Service
class WarmUpService implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(WarmUpService.class);
    private static final int RUNNING_AT_ONCE = 4;
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final ClipDescriptors clips;
    private final ClipForms forms;
    private final ClipAddresses addresses;
    private final CdnWarmer reads;
    private final EventFeed feed;
    private final JsonMapper json;
    private final int concurrency;
    private final Semaphore places = new Semaphore(RUNNING_AT_ONCE);
    private final EndSignal end = new EndSignal();

    WarmUpService(
            ClipDescriptors clips,
            ClipForms forms,
            ClipAddresses addresses,
            CdnWarmer reads,
            EventFeed feed,
            JsonMapper json,
            CdnProperties properties) {
        this.clips = clips;
        this.forms = forms;
        this.addresses = addresses;
        this.reads = reads;
        this.feed = feed;
        this.json = json;
        this.concurrency = properties.warmUpConcurrency();
    }

    /** How far one has come. */
    private record Progress(UUID id, int total, AtomicInteger done, AtomicInteger failed, AtomicLong bytes) {

        Progress(UUID id, int total) {
            this(id, total, new AtomicInteger(), new AtomicInteger(), new AtomicLong());
        }

        void add(long read) {
            bytes.addAndGet(read);
            done.incrementAndGet();
        }
    }

    /**
     * Begins one; what it does it does later.
     *
     * @return its id
     * @throws FailureException WARM_UP_OFF, TOO_BUSY
     */
    Mono<UUID> begin(List<UUID> clipIds) {
        return Mono.fromSupplier(() -> {
            if (!addresses.hasCdn()) {
                throw new FailureException(
                        Failure.WARM_UP_OFF, "There is no CDN here: cliprange.cdn.base-url is not set.");
            }
            if (!places.tryAcquire()) {
                throw new FailureException(
                        Failure.TOO_BUSY,
                        "As many warm-ups run on this instance as may.",
                        Map.of("retryAfterSeconds", 5));
            }
            var progress = new Progress(UUID.randomUUID(), clipIds.size());
            end.applyTo(run(clipIds, progress))
                    .doFinally(signal -> places.release())
                    .subscribe();
            return progress.id();
        });
    }

    private Mono<Void> run(List<UUID> clipIds, Progress progress) {
        Mono<Void> work = Flux.fromIterable(clipIds)
                .flatMap(clipId -> warm(clipId, progress), concurrency)
                .then();
        Mono<Void> telling = Flux.interval(Duration.ZERO, TELL_EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> tell(progress, false))
                .then();
        return Mono.firstWithSignal(work, telling).then(tell(progress, true));
    }

    private Mono<Void> warm(UUID clipId, Progress progress) {
        return clips.get(clipId)
                .flatMap(clip ->
                        forms.versions(clip).flatMap(it -> Mono.justOrEmpty(addresses.onCdn(clip, it.stream()))))
                .flatMap(reads::readAll)
                .doOnNext(progress::add)
                .then()
                .onErrorResume(error -> {
                    progress.failed().incrementAndGet();
                    log.atDebug()
                            .addKeyValue("clip", clipId)
                            .addKeyValue("reason", String.valueOf(error))
                            .log("clip not warmed up");
                    return Mono.empty();
                });
    }

    private Mono<Void> tell(Progress progress, boolean finished) {
        return Mono.defer(() -> feed.publish(
                        ChangeEvent.WARM_UP_PROGRESS,
                        null,
                        json.createObjectNode()
                                .put("warmUpId", progress.id().toString())
                                .put("total", progress.total())
                                .put("done", progress.done().get())
                                .put("failed", progress.failed().get())
                                .put("bytes", progress.bytes().get())
                                .put("finished", finished)))
                .onErrorResume(error -> {
                    log.atWarn().addKeyValue("reason", String.valueOf(error)).log("progress of a warm-up not told");
                    return Mono.empty();
                });
    }

    @Override
    public void destroy() {
        end.complete();
    }
}
