package dev.cliprange.studio;

import dev.cliprange.access.key.AccessMeter;
import dev.cliprange.ffmpeg.process.FfmpegMeter;
import dev.cliprange.meter.MeterName;
import dev.cliprange.storage.read.SourceReadMeter;
import dev.cliprange.stream.StreamMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.search.Search;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Reads the meters of this instance. Reading them changes nothing and waits for nothing. */
@Component
class LiveMeters {

    /** Of Spring: all responses. */
    private static final String RESPONSES = "http.server.requests";

    private final MeterRegistry meters;
    private final Clock clock;
    private final Instant startedAt;

    LiveMeters(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    LiveFigures read() {
        long served = count(find(StreamMeter.SERVED));
        long read = count(find(SourceReadMeter.BYTES));
        return new LiveFigures(
                clock.instant(),
                startedAt,
                gauge(StreamMeter.STREAMS),
                firstByte(),
                new LiveFigures.Pool(
                        gauge(FfmpegMeter.ACTIVE),
                        gauge(FfmpegMeter.QUEUED),
                        gauge(FfmpegMeter.PERMITS),
                        count(find(FfmpegMeter.REJECTED)) + count(find(FfmpegMeter.HOLDER_REJECTED))),
                tooBusy(),
                new LiveFigures.StorageReads(
                        count(find(SourceReadMeter.REQUESTS)),
                        count(find(SourceReadMeter.REQUESTS).tag("outcome", "cancelled")),
                        count(find(SourceReadMeter.REQUESTS).tag("outcome", "failed")),
                        count(find(SourceReadMeter.RESUMES)),
                        read),
                served,
                served == 0 ? null : read / (double) served);
    }

    private LiveFigures.TooBusy tooBusy() {
        long responses = meters.find(RESPONSES).tag("status", "429").timers().stream()
                .mapToLong(Timer::count)
                .sum();
        return new LiveFigures.TooBusy(
                responses,
                count(find(AccessMeter.RATE_REFUSED)),
                count(find(AccessMeter.KEY_RATE_REFUSED)),
                count(find(AccessMeter.UNKNOWN_KEYS_REFUSED)),
                count(find(AccessMeter.PLACES_REFUSED)));
    }

    /** The sum over all engines. Their timers have the same buckets. */
    private LiveFigures.FirstByte firstByte() {
        var counts = new TreeMap<Double, Long>();
        long count = 0;
        for (Timer timer : find(StreamMeter.FIRST_BYTE).timers()) {
            CountAtBucket[] buckets = timer.takeSnapshot().histogramCounts();
            Arrays.stream(buckets)
                    .filter(bucket -> Double.isFinite(bucket.bucket()))
                    .forEach(bucket -> counts.merge(bucket.bucket(TimeUnit.SECONDS), (long) bucket.count(), Long::sum));
            count += timer.count();
        }
        List<LiveFigures.Bucket> sums = counts.entrySet().stream()
                .map(bucket -> new LiveFigures.Bucket(bucket.getKey(), bucket.getValue()))
                .toList();
        return new LiveFigures.FirstByte(count, sums);
    }

    private Search find(MeterName meter) {
        return meters.find(meter.meterName());
    }

    private int gauge(MeterName meter) {
        return (int) find(meter).gauges().stream().mapToDouble(Gauge::value).sum();
    }

    private static long count(Search found) {
        return (long) found.counters().stream().mapToDouble(Counter::count).sum();
    }
}
