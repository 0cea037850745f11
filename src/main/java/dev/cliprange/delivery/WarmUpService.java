package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.ClipUrls.CdnProperties;
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
 * Runs warm-ups in the background: a few at once, and a few clips of each at a time. A warm-up that is cut off when its
 * instance stops is not resumed. The CDN then requests the missing clips when they are played.
 */
@Service
class WarmUpService implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(WarmUpService.class);
    private static final int RUNNING_AT_ONCE = 4;
    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

    private final ClipDescriptors clips;
    private final ClipForms forms;
    private final ClipUrls urls;
    private final CdnWarmer reads;
    private final EventFeed feed;
    private final JsonMapper json;
    private final int concurrency;
    private final Semaphore places = new Semaphore(RUNNING_AT_ONCE);
    private final EndSignal end = new EndSignal();

    WarmUpService(
            ClipDescriptors clips,
            ClipForms forms,
            ClipUrls urls,
            CdnWarmer reads,
            EventFeed feed,
            JsonMapper json,
            CdnProperties properties) {
        this.clips = clips;
        this.forms = forms;
        this.urls = urls;
        this.reads = reads;
        this.feed = feed;
        this.json = json;
        this.concurrency = properties.warmUpConcurrency();
    }

    /** The progress of a warm-up. */
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
     * Starts a warm-up, and returns its id at once.
     *
     * @throws FailureException WARM_UP_OFF, TOO_BUSY
     */
    Mono<UUID> begin(List<UUID> clipIds) {
        return Mono.fromSupplier(() -> {
            if (!urls.hasCdn()) {
                throw new FailureException(
                        Failure.WARM_UP_OFF, "No CDN is configured: cliprange.cdn.base-url is not set.");
            }
            if (!places.tryAcquire()) {
                throw new FailureException(
                        Failure.TOO_BUSY,
                        "Too many warm-ups are running on this instance; try again in a moment.",
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
        Mono<Void> reports = Flux.interval(Duration.ZERO, REPORT_EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> report(progress, false))
                .then();
        return Mono.firstWithSignal(work, reports).then(report(progress, true));
    }

    private Mono<Void> warm(UUID clipId, Progress progress) {
        return clips.get(clipId)
                .flatMap(clip -> forms.versions(clip).flatMap(it -> Mono.justOrEmpty(urls.onCdn(clip, it.stream()))))
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

    private Mono<Void> report(Progress progress, boolean finished) {
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
                    log.atWarn()
                            .addKeyValue("reason", String.valueOf(error))
                            .log("progress of a warm-up not published");
                    return Mono.empty();
                });
    }

    @Override
    public void destroy() {
        end.complete();
    }
}
