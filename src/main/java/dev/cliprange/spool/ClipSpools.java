package dev.cliprange.spool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.memory.HeapShare;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** The clips that this instance makes now, and those that are whole and kept. */
public final class ClipSpools implements AutoCloseable {

    private static final int KEY_BYTES = 1_000;
    private static final int REMEMBERED_KEYS =
            HeapShare.valueOf(HeapShare.FAILURES).entries(3 * KEY_BYTES, 10_000);
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);

    private final SpoolProperties properties;
    private final SpoolSpace space;
    private final SpoolFiles files;
    private final SpoolIo io = new SpoolIo();
    /** Keys of clips that are larger than may be kept. */
    private final Cache<String, Boolean> large;

    private final Counter made;
    private final Counter running;
    private final Counter kept;
    private final Counter overflows;
    private final Disposable expiry;

    /** In the order in which they were last requested. Guarded by this. */
    private final Map<String, SpooledClip> clips = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed;

    ClipSpools(SpoolProperties properties, MeterRegistry meters) {
        this.properties = properties;
        this.space = new SpoolSpace(properties.memoryBytes(), properties.diskBytes(), this::evictOldest);
        this.files = new SpoolFiles(properties.path());
        this.large = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_KEYS)
                .expireAfterWrite(properties.kept())
                .build();
        this.made = requests(meters, "made");
        this.running = requests(meters, "running");
        this.kept = requests(meters, "kept");
        this.overflows = SpoolMeter.OVERFLOWS.counter(meters);
        Gauge.builder(SpoolMeter.MEMORY.meterName(), space, SpoolSpace::memoryUsed)
                .description(SpoolMeter.MEMORY.description())
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder(SpoolMeter.DISK.meterName(), space, SpoolSpace::diskUsed)
                .description(SpoolMeter.DISK.description())
                .baseUnit("bytes")
                .register(meters);
        Duration look = properties.kept().dividedBy(4);
        long everyMillis = Math.max(look.toMillis(), SHORTEST_LOOK.toMillis());
        this.expiry = Schedulers.parallel()
                .schedulePeriodically(this::expire, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens a reader of the key's bytes, which are whole, being made, or made from now on. The caller closes it.
     *
     * @param key names the bytes
     * @param making is started if no clip of the key can be joined
     * @throws FailureException SHUTTING_DOWN after the end of this instance
     */
    public SpoolReader join(String key, ClipMaking making) {
        SpooledClip fresh;
        SpoolReader reader;
        synchronized (this) {
            if (closed) {
                throw new FailureException(Failure.SHUTTING_DOWN, "This instance is stopping. Try again.");
            }
            Optional<SpoolReader> joined = Optional.ofNullable(clips.get(key)).flatMap(SpooledClip::attach);
            if (joined.isPresent()) {
                (joined.get().whole().isPresent() ? kept : running).increment();
                return joined.get();
            }
            boolean shared = isShared(key);
            fresh = new SpooledClip(
                    key,
                    this,
                    new Spool(space, files, shared ? properties.maxClip().toBytes() : 0),
                    shared);
            reader = fresh.attach().orElseThrow();
            if (shared) {
                clips.put(key, fresh);
            }
        }
        made.increment();
        fresh.start(making);
        return reader;
    }

    /** A reader of the key's bytes if they are whole; otherwise empty. The caller closes it. */
    public synchronized Optional<SpoolReader> find(String key) {
        Optional<SpoolReader> found = Optional.ofNullable(clips.get(key))
                .filter(SpooledClip::isComplete)
                .flatMap(SpooledClip::attach);
        found.ifPresent(reader -> kept.increment());
        return found;
    }

    /** Accepts no further client, cancels running makings, and frees all bytes that no client reads. */
    @Override
    public void close() {
        List<SpooledClip> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(clips.values());
            clips.clear();
        }
        expiry.dispose();
        all.forEach(clip -> {
            clip.evict();
            clip.fail(new FailureException(Failure.SHUTTING_DOWN, "This instance is stopping. Try again."));
        });
        io.close();
    }

    /** How many clips are whole. */
    synchronized long kept() {
        return clips.values().stream().filter(SpooledClip::isComplete).count();
    }

    SpoolIo io() {
        return io;
    }

    /** Whether the clip, which is now whole, may be kept. */
    synchronized boolean isKept(SpooledClip clip) {
        return clips.get(clip.key()) == clip;
    }

    /** No client may join the clip any more. */
    synchronized void gone(SpooledClip clip) {
        clips.remove(clip.key(), clip);
    }

    void overflowed(SpooledClip clip) {
        if (clip.isShared()) {
            overflows.increment();
        }
        if (clip.spool().exceeded()) {
            large.put(clip.key(), true);
        }
        gone(clip);
    }

    private boolean isShared(String key) {
        return properties.maxClip().toBytes() > 0
                && space.memoryBytes() + space.diskBytes() > 0
                && large.getIfPresent(key) == null;
    }

    private boolean evictOldest() {
        Optional<SpooledClip> oldest;
        synchronized (this) {
            oldest = clips.values().stream().filter(SpooledClip::isIdle).findFirst();
            oldest.ifPresent(this::gone);
        }
        // A client that arrived meanwhile keeps these bytes. Those of the next clip may be free.
        return oldest.isPresent() && (oldest.get().evict() || evictOldest());
    }

    private void expire() {
        long since = System.nanoTime() - properties.kept().toNanos();
        List<SpooledClip> old;
        synchronized (this) {
            old = clips.values().stream()
                    .filter(clip -> clip.isIdleSince(since))
                    .toList();
            old.forEach(this::gone);
        }
        old.forEach(clip -> io.finish(clip::evict));
    }

    private static Counter requests(MeterRegistry meters, String from) {
        return SpoolMeter.REQUESTS.counter(meters, "from", from);
    }
}
