package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.access.key.AccessMeter;
import dev.cliprange.ffmpeg.process.FfmpegMeter;
import dev.cliprange.storage.read.SourceReadMeter;
import dev.cliprange.stream.StreamMeter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LiveMetersTest {

    private static final Instant NOW = Instant.parse("2026-11-29T09:00:00Z");

    private final MeterRegistry meters = registry();
    private final LiveMeters live = new LiveMeters(meters, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void noMeters_areZeros() {
        assertThat(live.read())
                .isEqualTo(new LiveFigures(
                        NOW,
                        NOW,
                        0,
                        new LiveFigures.FirstByte(0, java.util.List.of()),
                        new LiveFigures.Pool(0, 0, 0, 0),
                        new LiveFigures.TooBusy(0, 0, 0, 0, 0),
                        new LiveFigures.StorageReads(0, 0, 0, 0, 0),
                        0,
                        null));
    }

    @Test
    void gauges_areThoseOfNow() {
        StreamMeter.STREAMS.gauge(meters, 7, Integer::doubleValue);
        FfmpegMeter.ACTIVE.gauge(meters, 3, Integer::doubleValue);
        FfmpegMeter.QUEUED.gauge(meters, 2, Integer::doubleValue);
        FfmpegMeter.PERMITS.gauge(meters, 4, Integer::doubleValue);
        FfmpegMeter.REJECTED.counter(meters).increment(5);
        FfmpegMeter.HOLDER_REJECTED.counter(meters).increment(1);

        assertThat(live.read().streams()).isEqualTo(7);
        assertThat(live.read().ffmpeg()).isEqualTo(new LiveFigures.Pool(3, 2, 4, 6));
    }

    @Test
    void firstBytes_areSummedOverEngines_inCumulativeBuckets() {
        StreamMeter.FIRST_BYTE.timer(meters, "engine", "slice").record(Duration.ofMillis(8));
        StreamMeter.FIRST_BYTE.timer(meters, "engine", "slice").record(Duration.ofMillis(60));
        StreamMeter.FIRST_BYTE.timer(meters, "engine", "ffmpeg").record(Duration.ofMillis(90));
        StreamMeter.FIRST_BYTE.timer(meters, "engine", "ffmpeg").record(Duration.ofSeconds(9));

        LiveFigures.FirstByte firstByte = live.read().firstByte();
        assertThat(firstByte.count()).isEqualTo(4);
        assertThat(firstByte.buckets())
                .containsExactly(new LiveFigures.Bucket(0.01, 1), new LiveFigures.Bucket(0.1, 3));
    }

    @Test
    void amplification_isReadBytesForEachServedByte() {
        StreamMeter.SERVED.counter(meters, "engine", "slice").increment(1_000);
        StreamMeter.SERVED.counter(meters, "engine", "ffmpeg").increment(3_000);
        SourceReadMeter.BYTES.counter(meters, "kind", "s3").increment(4_000);
        SourceReadMeter.BYTES.counter(meters, "kind", "file").increment(2_000);
        SourceReadMeter.REQUESTS
                .counter(meters, "kind", "s3", "outcome", "complete")
                .increment(10);
        SourceReadMeter.REQUESTS
                .counter(meters, "kind", "s3", "outcome", "cancelled")
                .increment(2);
        SourceReadMeter.REQUESTS
                .counter(meters, "kind", "http", "outcome", "failed")
                .increment(1);
        SourceReadMeter.RESUMES.counter(meters, "kind", "s3").increment(3);

        LiveFigures figures = live.read();
        assertThat(figures.servedBytes()).isEqualTo(4_000);
        assertThat(figures.amplification()).isEqualTo(1.5);
        assertThat(figures.storage()).isEqualTo(new LiveFigures.StorageReads(13, 2, 1, 3, 6_000));
    }

    @Test
    void tooBusy_hasAllResponsesWith429_andTheReasonsThatHaveAMeter() {
        meters.timer("http.server.requests", "status", "429", "uri", "/a").record(Duration.ofMillis(1));
        meters.timer("http.server.requests", "status", "429", "uri", "/b").record(Duration.ofMillis(1));
        meters.timer("http.server.requests", "status", "200", "uri", "/a").record(Duration.ofMillis(1));
        AccessMeter.RATE_REFUSED.counter(meters).increment(4);
        AccessMeter.KEY_RATE_REFUSED.counter(meters).increment(3);
        AccessMeter.UNKNOWN_KEYS_REFUSED.counter(meters).increment(2);
        AccessMeter.PLACES_REFUSED.counter(meters, "kind", "stream").increment(1);
        AccessMeter.PLACES_REFUSED.counter(meters, "kind", "long-poll").increment(1);

        assertThat(live.read().tooBusy()).isEqualTo(new LiveFigures.TooBusy(2, 4, 3, 2, 2));
    }

    /** As in production: Prometheus, with the buckets that the configuration names. */
    private static MeterRegistry registry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(StreamMeter.FIRST_BYTE.meterName())
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(1e7, 1e8)
                                .build()
                                .merge(config)
                        : config;
            }
        });
        return registry;
    }
}
