package dev.cliprange.preview.waveform;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.WholeSources;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.stream.RangeResponse;
import dev.cliprange.stream.StoredLayout;
import dev.cliprange.stream.Streams;
import dev.cliprange.timeline.ByteSpan;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The calls that read the waveform of a source. Each needs an API key, and caches must revalidate. */
@RestController
@RequestMapping("/api/sources/{sourceId}/waveform")
@Tag(name = "Sources")
class WaveformHandler {

    private static final CacheControl PRIVATE = CacheControl.noCache().cachePrivate();

    private final SourceService sources;
    private final WholeSources descriptions;
    private final WaveformRepository waveforms;
    private final WorkStore work;
    private final RangeResponse responses;
    private final Streams streams;

    WaveformHandler(
            SourceService sources,
            WholeSources descriptions,
            WaveformRepository waveforms,
            WorkStore work,
            RangeResponse responses,
            Streams streams) {
        this.sources = sources;
        this.descriptions = descriptions;
        this.waveforms = waveforms;
        this.work = work;
        this.responses = responses;
        this.streams = streams;
    }

    /**
     * The waveform of a source, in the shape of the HTTP contract.
     *
     * @param sampleRate null if there is no waveform
     * @param levels the finest level is the first one; empty if there is no waveform
     */
    @Schema(name = "Waveform")
    record WaveformResponse(UUID sourceId, @Nullable Integer sampleRate, List<Level> levels) {

        /** @param length the number of peaks */
        @Schema(name = "WaveformLevel")
        record Level(int samplesPerPeak, long length, long sizeBytes, String url) {}

        static WaveformResponse none(UUID sourceId) {
            return new WaveformResponse(sourceId, null, List.of());
        }

        static WaveformResponse of(Waveform waveform) {
            return new WaveformResponse(
                    waveform.sourceId(),
                    waveform.sampleRate(),
                    IntStream.range(0, Waveform.LEVELS)
                            .mapToObj(level -> new Level(
                                    Waveform.samplesPerPeak(level),
                                    waveform.lengths().get(level),
                                    waveform.fileBytes(level),
                                    "/api/sources/" + waveform.sourceId() + "/waveform/"
                                            + Waveform.samplesPerPeak(level) + ".dat"))
                            .toList());
        }
    }

    @Operation(
            summary = "Returns the zoom levels of a source's waveform",
            description = "There is no level until the job has made them: POST /api/sources/{sourceId}/waveform.")
    @GetMapping
    Mono<WaveformResponse> levels(@PathVariable UUID sourceId) {
        return find(sourceId).map(WaveformResponse::of).defaultIfEmpty(WaveformResponse.none(sourceId));
    }

    @Operation(
            summary = "Returns a level of a source's waveform",
            description = "The format is the binary one of audiowaveform: version 2, 8 bit, one channel. The header"
                    + " has 24 bytes, and each peak 2 bytes, so a client reads a part by a byte range.")
    @GetMapping("/{samplesPerPeak}.dat")
    Mono<Void> level(@PathVariable UUID sourceId, @PathVariable int samplesPerPeak, ServerWebExchange exchange) {
        return descriptions
                .get(sourceId)
                .flatMap(source -> streams.run(
                        source.engine(),
                        source.source(),
                        exchange.getResponse(),
                        Mono.defer(() -> send(source, samplesPerPeak, exchange))));
    }

    private Mono<Void> send(ClipDescriptor source, int samplesPerPeak, ServerWebExchange exchange) {
        Mono<StoredLayout> planned = waveform(source.source().id()).map(waveform -> stored(waveform, samplesPerPeak));
        return responses.sendStored(planned, source.source(), (headers, layout) -> write(headers), exchange);
    }

    private static void write(HttpHeaders headers) {
        headers.setContentType(MediaType.APPLICATION_OCTET_STREAM);
        headers.setCacheControl(PRIVATE);
    }

    private StoredLayout stored(Waveform waveform, int samplesPerPeak) {
        int level = Waveform.levelOf(samplesPerPeak)
                .orElseThrow(() -> new FailureException(Failure.NOT_FOUND, "The waveform has no such level."));
        var layout = new ByteLayout(waveform.header(level), List.of(new ByteSpan(0, waveform.peakBytes(level))));
        String tag = waveform.folder().replace('/', '-') + "-" + samplesPerPeak;
        return StoredLayout.ofWork(new TaggedLayout(layout, tag), waveform.key(work.of(waveform.sourceId()), level));
    }

    /** The waveform of the current revision. Empty if there is none. */
    private Mono<Waveform> find(UUID sourceId) {
        return sources.get(sourceId)
                .doOnNext(Source::ready)
                .flatMap(source ->
                        waveforms.find(sourceId).filter(made -> made.revision().equals(source.revision())));
    }

    private Mono<Waveform> waveform(UUID sourceId) {
        return find(sourceId)
                .switchIfEmpty(Mono.error(() -> new FailureException(
                        Failure.NOT_FOUND,
                        "The source has no waveform. POST /api/sources/" + sourceId + "/waveform makes it.")));
    }
}
