package dev.cliprange.preview.waveform;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.transcode.AudioDecoder;
import dev.cliprange.ffmpeg.transcode.AudioRequest;
import dev.cliprange.job.life.JobPurpose;
import dev.cliprange.job.life.JobRun;
import dev.cliprange.job.life.JobWork;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.source.SourceService;
import dev.cliprange.source.orphan.AttemptCleaning;
import dev.cliprange.source.remux.RemuxTracks;
import dev.cliprange.storage.lease.FfmpegInputUrls;
import dev.cliprange.storage.lease.SourceLease;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the waveform of a source. The finest level is written while FFmpeg decodes the audio, and each other level is made
 * of the one before it, so a few buffers are in memory. The objects of an attempt that does not succeed are deleted.
 */
@Component
class WaveformWork implements JobWork {

    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
    /** The peaks of 33 days at 48 kHz. */
    private static final long MOST_BYTES = 1L << 30;
    /** The coarser levels are the rest. */
    private static final int PERCENT_OF_DECODING = 95;

    private final SourceRepository sources;
    private final FfmpegInputUrls urls;
    private final AudioDecoder decoder;
    private final WorkStore work;
    private final WaveformRepository waveforms;
    private final AttemptCleaning cleaning;

    WaveformWork(
            SourceRepository sources,
            FfmpegInputUrls urls,
            AudioDecoder decoder,
            WorkStore work,
            WaveformRepository waveforms,
            AttemptCleaning cleaning) {
        this.sources = sources;
        this.urls = urls;
        this.decoder = decoder;
        this.work = work;
        this.waveforms = waveforms;
        this.cleaning = cleaning;
    }

    @Override
    public JobPurpose purpose() {
        return JobPurpose.WAVEFORM;
    }

    @Override
    public Mono<Void> run(JobRun run) {
        return sources.findById(run.job().sourceId())
                .switchIfEmpty(Mono.error(() -> SourceService.unknown(run.job().sourceId())))
                .flatMap(source -> waveforms
                        .find(source.id())
                        .filter(made -> made.revision().equals(source.revision()))
                        .flatMap(made -> run.complete(Mono.just(made)))
                        .switchIfEmpty(Mono.defer(() -> make(source, run))))
                .then();
    }

    private Mono<Waveform> make(Source source, JobRun run) {
        SourceWork objects = work.of(source.id());
        String job = run.job().id().toString();
        String folder = job + "/" + run.job().attempt();
        return waveforms
                .find(source.id())
                .map(Waveform::folder)
                .defaultIfEmpty("")
                .flatMap(earlier -> objects.deleteFolder(Part.WAVEFORM, job)
                        .then(Mono.usingWhen(
                                Mono.just(folder),
                                it -> make(source, run, objects, it),
                                it -> earlier.isEmpty() ? Mono.empty() : discard(source, earlier),
                                (it, failure) -> discard(source, it),
                                it -> discard(source, it))));
    }

    private Mono<Waveform> make(Source source, JobRun run, SourceWork objects, String folder) {
        ReadySource ready = source.ready();
        AudioChoice audio = AudioChoice.of(ready.media());
        return decode(ready, audio, run, objects, folder)
                .flatMap(finest -> levels(run, objects, folder, finest))
                .map(lengths -> new Waveform(
                        source.id(), Objects.requireNonNull(source.revision()), folder, audio.sampleRate(), lengths))
                .flatMap(made -> run.complete(waveforms.put(made)))
                .switchIfEmpty(Mono.error(() -> SourceService.unknown(source.id())));
    }

    /** Returns the number of peaks of the finest level. */
    private Mono<Long> decode(ReadySource source, AudioChoice audio, JobRun run, SourceWork objects, String folder) {
        return urls.with(
                        source.location(),
                        source.object(),
                        decoder.longest(),
                        lease -> decode(source, audio, run, objects, folder, lease))
                .next()
                .map(bytes -> bytes / Waveform.BYTES_PER_PEAK);
    }

    private Mono<Long> decode(
            ReadySource source, AudioChoice audio, JobRun run, SourceWork objects, String folder, SourceLease lease) {
        var positionUs = new AtomicLong();
        var request = new AudioRequest(
                "source " + source.id(),
                RemuxTracks.of(source.media()).input(lease.input()),
                audio.stream(),
                source.sliceable(),
                audio.sampleRate(),
                positionUs::set);
        Flux<ByteBuf> peaks = Peaks.ofSamples(decoder.decode(request));
        Mono<Long> stored = objects.putUpTo(Part.WAVEFORM, Waveform.object(folder, 0), peaks, MOST_BYTES)
                .onErrorMap(error -> lease.failure().<Throwable>map(it -> it).orElse(error));
        Flux<Void> reports = Flux.interval(REPORT_EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> run.progress("decoding", percent(positionUs.get(), source.durationUs())));
        return Mono.firstWithSignal(stored, reports.then(Mono.never()));
    }

    private static int percent(long positionUs, long durationUs) {
        return (int) (PERCENT_OF_DECODING * Math.min(1.0, (double) positionUs / durationUs));
    }

    /** Returns the number of peaks of each level. */
    private Mono<List<Long>> levels(JobRun run, SourceWork objects, String folder, long finest) {
        if (finest == 0) {
            return Mono.error(new FailureException(
                    Failure.MEDIA_UNSUPPORTED, "The audio of the source has no samples, so it has no waveform."));
        }
        List<Long> lengths = Stream.iterate(finest, length -> Math.ceilDiv(length, Waveform.STEP))
                .limit(Waveform.LEVELS)
                .toList();
        return run.progress("storing", PERCENT_OF_DECODING)
                .thenMany(Flux.range(1, Waveform.LEVELS - 1))
                .concatMap(level -> level(objects, folder, level, lengths), 1)
                .then(Mono.just(lengths));
    }

    private Mono<Void> level(SourceWork objects, String folder, int level, List<Long> lengths) {
        Flux<ByteBuf> finer = work.read(
                objects.key(Part.WAVEFORM, Waveform.object(folder, level - 1)),
                0,
                lengths.get(level - 1) * Waveform.BYTES_PER_PEAK);
        return objects.put(
                Part.WAVEFORM,
                Waveform.object(folder, level),
                Peaks.ofPeaks(finer),
                lengths.get(level) * Waveform.BYTES_PER_PEAK);
    }

    private Mono<Void> discard(Source source, String folder) {
        Mono<Boolean> isUsed =
                waveforms.find(source.id()).map(made -> made.folder().equals(folder));
        return cleaning.discard(source.id(), Part.WAVEFORM, folder, isUsed);
    }
}
