package dev.cliprange.source;

import dev.cliprange.ffmpeg.encode.BoundaryEncoder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds keyframes of sources with an index, and describes what they mean for cuts. */
@Component
public class SourceKeyframes {

    /** Pages for about an hour, at least one. */
    private static final int MAX_PAGES = 64;

    private final SourceIndexes indexes;
    private final SourceStarts starts;
    private final BoundaryEncoder encoder;

    SourceKeyframes(SourceIndexes indexes, SourceStarts starts, BoundaryEncoder encoder) {
        this.indexes = indexes;
        this.starts = starts;
        this.encoder = encoder;
    }

    /**
     * The effect of a start on a clip.
     *
     * @param leadUs from the keyframe at or before the start of the clip to that start
     * @param encoding how much is encoded for the precise form
     */
    public record Lead(long leadUs, Encoding encoding) {

        public boolean copyIsPrecise() {
            return encoding == Encoding.NOTHING;
        }

        /** Returns whether a precise form is possible. The clip may still be too long for it. */
        public boolean hasPrecise() {
            return encoding != Encoding.IMPOSSIBLE;
        }
    }

    /** How many frames of a clip are encoded for its precise form, as far as the index shows. */
    public enum Encoding {
        NOTHING,
        /** The frames at its ends that cannot be copied. */
        ENDS,
        /** All frames, because no sync sample is between its ends. */
        WHOLE,
        /**
         * There is no precise form. Frames would have to be encoded, but this source cannot be encoded; or the range
         * spans a boundary between two segments of the edit list of the source.
         */
        IMPOSSIBLE
    }

    /**
     * The times of keyframes.
     *
     * @param nextUs where the next request continues; empty if the list is complete
     */
    public record Times(List<Long> timesUs, Optional<Long> nextUs) {
        public Times {
            timesUs = List.copyOf(timesUs);
        }
    }

    /** The keyframes around a time: the last one at or before it, and the first one after it. */
    public record Around(Optional<Long> beforeUs, Optional<Long> afterUs) {}

    /**
     * Returns the effect of the start of each snapped range, in order. Empty without video. Without an index there is no
     * precise form, and the lead is empty if it is not known at which keyframe FFmpeg starts.
     */
    public Mono<List<Optional<Lead>>> leads(ReadySource source, List<TimeRange> ranges) {
        if (source.media().video() == null) {
            return Mono.just(
                    ranges.stream().map(range -> Optional.<Lead>empty()).toList());
        }
        if (!source.sliceable()) {
            return starts.leadsUs(source, ranges)
                    .map(leads -> leads.stream()
                            .map(lead -> lead.map(us -> new Lead(us, Encoding.IMPOSSIBLE)))
                            .toList());
        }
        return indexes.directory(source).flatMap(directory -> {
            List<End> ends = new ArrayList<>(2 * ranges.size());
            for (TimeRange range : ranges) {
                int first = directory.pageAt(range.startUs());
                int last = directory.pageAt(range.endUs() - 1);
                // Copying may begin at each page, so pages between the two are not needed.
                long firstEndUs = Math.min(range.endUs(), directory.pageEndUs(first));
                ends.add(new End(first, new TimeRange(range.startUs(), firstEndUs), first == last));
                long lastStartUs =
                        Math.max(range.startUs(), directory.pages().get(last).startUs());
                ends.add(new End(last, new TimeRange(lastStartUs, range.endUs()), true));
            }
            boolean possible = canEncode(directory.tracks().getFirst());
            return new PageVisits<>(ends, End::page)
                    .look(source, indexes, (IndexPage page, End end) -> lead(directory, page, end))
                    .map(leads -> pairs(directory, ranges, ends, leads))
                    .map(leads -> possible ? leads : withoutEncoding(leads));
        });
    }

    /** Judges by the description of the source. False is certain. */
    private boolean canEncode(TrackDescription video) {
        try {
            return video.entries().stream()
                    .flatMap(entry -> PrecisePlanner.target(entry)
                            .filter(target -> encoder.refusal(
                                            target,
                                            entry.format().width(),
                                            entry.format().height())
                                    .isEmpty())
                            .stream())
                    .findAny()
                    .isPresent();
        } catch (Mp4Exception unclear) {
            return true;
        }
    }

    private static List<Optional<Lead>> withoutEncoding(List<Optional<Lead>> leads) {
        return leads.stream()
                .map(lead -> lead.map(it -> it.copyIsPrecise() ? it : new Lead(it.leadUs(), Encoding.IMPOSSIBLE)))
                .toList();
    }

    /** @param isEnd whether the end of the range is the end of the clip */
    private record End(int page, TimeRange range, boolean isEnd) {}

    private static Lead lead(IndexDirectory directory, IndexPage page, End end) {
        List<IndexPage> pages = List.of(page);
        long leadUs = PrecisePlanner.leadUs(directory, pages, end.range());
        boolean precise = end.isEnd()
                ? PrecisePlanner.copyIsPrecise(directory, pages, end.range())
                : PrecisePlanner.beginsPrecisely(directory, pages, end.range());
        if (precise) {
            return new Lead(leadUs, Encoding.NOTHING);
        }
        return new Lead(leadUs, PrecisePlanner.mayCopy(directory, pages, end.range()) ? Encoding.ENDS : Encoding.WHOLE);
    }

    private static List<Optional<Lead>> pairs(
            IndexDirectory directory, List<TimeRange> ranges, List<End> ends, List<Lead> leads) {
        return IntStream.range(0, ends.size() / 2)
                .mapToObj(i -> {
                    Lead start = leads.get(2 * i);
                    Lead end = leads.get(2 * i + 1);
                    boolean isAll = ends.get(2 * i + 1).page() - ends.get(2 * i).page() <= 1;
                    Encoding encoding = PrecisePlanner.hasJoint(directory, ranges.get(i))
                            ? Encoding.IMPOSSIBLE
                            : both(start.encoding(), end.encoding(), isAll);
                    return Optional.of(new Lead(start.leadUs(), encoding));
                })
                .toList();
    }

    /** @param isAll whether no page is between the two */
    private static Encoding both(Encoding start, Encoding end, boolean isAll) {
        return start == end && (isAll || start != Encoding.WHOLE) ? start : Encoding.ENDS;
    }

    /** Returns the keyframes that are shown in a range, up to the limit of one request. */
    public Mono<Times> times(ReadySource source, TimeRange range) {
        return indexes.directory(source).flatMap(directory -> {
            int first = directory.pageAt(range.startUs());
            int last = directory.pageAt(range.endUs() - 1);
            int until = Math.min(last, first + MAX_PAGES - 1);
            Optional<Long> next = until < last ? Optional.of(directory.pageEndUs(until)) : Optional.empty();
            return indexes.pages(source, first, until)
                    .map(part -> new Times(
                            part.pages().stream()
                                    .flatMap(page -> page.syncTimesUs().stream())
                                    .filter(range::contains)
                                    .toList(),
                            next));
        });
    }

    /** Returns the nearest keyframes around a time. */
    public Mono<Around> around(ReadySource source, long timeUs) {
        return indexes.directory(source).flatMap(directory -> {
            int number = directory.pageAt(timeUs);
            // A page begins with a keyframe, so the first one after the last keyframe of this page is the start of the
            // next page.
            Optional<Long> following =
                    number + 1 < directory.pages().size() ? Optional.of(directory.pageEndUs(number)) : Optional.empty();
            return indexes.page(source, number).map(part -> {
                List<Long> times = part.pages().getFirst().syncTimesUs();
                return new Around(
                        times.stream().filter(us -> us <= timeUs).reduce((earlier, later) -> later),
                        times.stream().filter(us -> us > timeUs).findFirst().or(() -> following));
            });
        });
    }
}
