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

/** Where the keyframes of a source with an index lie, and what that means for cuts. */
@Component
public class SourceKeyframes {

    /** About an hour of pages, or one. */
    private static final int MAX_PAGES = 64;

    private final SourceIndexes indexes;
    private final BoundaryEncoder encoder;

    SourceKeyframes(SourceIndexes indexes, BoundaryEncoder encoder) {
        this.indexes = indexes;
        this.encoder = encoder;
    }

    /**
     * What a start means for a clip.
     *
     * @param leadUs from the keyframe at or before the clip's start to that start
     * @param encoding what is encoded so that just the clip's frames are shown, edit lists or not
     */
    public record Lead(long leadUs, Encoding encoding) {

        public boolean copyIsPrecise() {
            return encoding == Encoding.NOTHING;
        }

        /** Whether there is a precise form; its length may still refuse it. */
        public boolean hasPrecise() {
            return encoding != Encoding.IMPOSSIBLE;
        }
    }

    /** How much of a clip's frames its precise form has encoded, as far as the index knows. */
    public enum Encoding {
        NOTHING,
        /** Those that cannot be copied, at its ends. */
        ENDS,
        /** All: there is nothing between its ends that copying could begin with. */
        WHOLE,
        /**
         * There is no precise form: no frame of this source can be encoded although some would have to be, or the range spans a
         * joint of two parts of the source's edit list.
         */
        IMPOSSIBLE
    }

    /**
     * The times of keyframes.
     *
     * @param nextUs where to go on; empty when these are all that were asked for
     */
    public record Times(List<Long> timesUs, Optional<Long> nextUs) {
        public Times {
            timesUs = List.copyOf(timesUs);
        }
    }

    /** The keyframes around a time: the last at or before it, the first behind it. */
    public record Around(Optional<Long> beforeUs, Optional<Long> afterUs) {}

    /** Of each range that was snapped, in their order; empty without video, or without an index. */
    public Mono<List<Optional<Lead>>> leads(ReadySource source, List<TimeRange> ranges) {
        if (source.media().video() == null || !source.sliceable()) {
            return Mono.just(
                    ranges.stream().map(range -> Optional.<Lead>empty()).toList());
        }
        return indexes.directory(source).flatMap(directory -> {
            List<End> ends = new ArrayList<>(2 * ranges.size());
            for (TimeRange range : ranges) {
                int first = directory.pageAt(range.startUs());
                int last = directory.pageAt(range.endUs() - 1);
                // Pages begin where copying may begin: what lies between the two has no part in it.
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

    /** As far as a source's description says. False is certain. */
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

    /** @param isEnd whether the range's end is the clip's */
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

    /** @param isAll whether there is no page between the two */
    private static Encoding both(Encoding start, Encoding end, boolean isAll) {
        return start == end && (isAll || start != Encoding.WHOLE) ? start : Encoding.ENDS;
    }

    /** All keyframes shown in a range, as far as they come at once. */
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

    /** The nearest keyframes around a time. */
    public Mono<Around> around(ReadySource source, long timeUs) {
        return indexes.directory(source).flatMap(directory -> {
            int number = directory.pageAt(timeUs);
            // A page begins with a keyframe, so the next one is not needed for what is behind this one's last.
            Optional<Long> behind =
                    number + 1 < directory.pages().size() ? Optional.of(directory.pageEndUs(number)) : Optional.empty();
            return indexes.page(source, number).map(part -> {
                List<Long> times = part.pages().getFirst().syncTimesUs();
                return new Around(
                        times.stream().filter(us -> us <= timeUs).reduce((earlier, later) -> later),
                        times.stream().filter(us -> us > timeUs).findFirst().or(() -> behind));
            });
        });
    }
}
