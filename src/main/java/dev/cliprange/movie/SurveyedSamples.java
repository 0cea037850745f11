package dev.cliprange.movie;

import dev.cliprange.codec.AvcConfiguration;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.sync.SampleLook;
import dev.cliprange.codec.sync.SampleLook.Picture;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.movie.sample.SampleMarks;
import dev.cliprange.movie.sample.SampleTables;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The samples of a video track that a {@link SampleSurvey} examines, and its findings. The tables alone decide which
 * samples these are.
 */
final class SurveyedSamples {

    /** The largest number of sync samples to examine. A day with one per second has fewer. */
    static final int MOST_LOOKS = 1 << 17;

    /** Longer tracks are rejected. At 60 fps this is 25 days. */
    private static final int MOST_SAMPLES = 1 << 27;

    /** Larger samples with a duration are not checked for a picture, except the first ones. */
    private static final int SMALL_BYTES = 64;

    /** Long messages, such as the settings of an encoder, are close to the first picture. */
    private static final int FIRST_SAMPLES = 4;

    /** If a track has more small samples, they are normal frames of a still picture. */
    private static final int MOST_SMALL = 2048;

    /** The largest number of pictures with one decode time. No real file has that many. */
    private static final int MOST_AT_ONE_TIME = 1 << 12;

    /** An intra picture without proof is used only if no proven sync sample came in this time. */
    private static final long LONGEST_WITHOUT_PROOF_SECONDS = 10;

    private final Track track;
    private final boolean[] looked;
    private final BitSet sync = new BitSet();
    private final BitSet withoutPicture = new BitSet();
    private final BitSet withoutTime = new BitSet();
    private long samples;
    private long marked;
    private long small;
    private boolean zeroDurations;
    private long firstTicks;
    private int count;
    private int[] numbers = new int[256];
    private long[] offsets = new long[256];
    private int[] sizes = new int[256];
    private int[] entries = new int[256];
    private long[] times = new long[256];
    private boolean[] marks = new boolean[256];
    private Picture[] found = new Picture[256];

    SurveyedSamples(Track track) {
        this.track = track;
        this.looked = new boolean[track.entries().size()];
        for (int i = 0; i < looked.length; i++) {
            SampleEntry entry = track.entries().get(i);
            looked[i] = SampleLook.of(entry).isPresent() && !AvcConfiguration.isIntraOnly(entry);
        }
        countSamples();
        choose();
    }

    private void countSamples() {
        SampleCursor cursor = track.samples();
        while (cursor.advance()) {
            if (++samples > MOST_SAMPLES) {
                throw new UnsupportedMp4Exception(
                        FourCc.of("stsz"),
                        0,
                        "more than " + MOST_SAMPLES + " samples in a video track",
                        SampleTables.SECTION,
                        UnsupportedMp4Exception.Remedy.REMUX);
            }
            marked += cursor.sync() ? 1 : 0;
            small += cursor.sizeBytes() <= SMALL_BYTES ? 1 : 0;
            zeroDurations |= cursor.durationTicks() == 0;
        }
    }

    /**
     * Chooses the largest sync sample of each group. If a track marks all samples, that one is most likely a real sync
     * sample.
     */
    private void choose() {
        long group = Math.max(1, (marked + MOST_LOOKS - 1) / MOST_LOOKS);
        long inGroup = 0;
        int largest = 0;
        boolean afterZero = false;
        int looksAtPictures = 0;
        SampleCursor cursor = track.samples();
        for (int number = 0; cursor.advance(); number++) {
            firstTicks = number == 0 ? cursor.decodeTicks() : firstTicks;
            boolean isMarked = cursor.sync();
            boolean believed = !looked[cursor.entry()] || number == 0;
            if (isMarked && believed) {
                sync.set(number);
            }
            boolean inQuestion = afterZero || cursor.durationTicks() == 0;
            inQuestion |= small <= MOST_SMALL && cursor.sizeBytes() <= SMALL_BYTES;
            inQuestion |= number < FIRST_SAMPLES;
            afterZero = cursor.durationTicks() == 0;
            if (cursor.sizeBytes() == 0) {
                withoutPicture.set(number);
            } else if (looked[cursor.entry()] && inQuestion && looksAtPictures < MOST_LOOKS) {
                looksAtPictures++;
                add(number, cursor, isMarked);
            } else if (isMarked && !believed) {
                boolean first = inGroup++ % group == 0;
                if (!first && cursor.sizeBytes() > sizes[largest]) {
                    put(largest, number, cursor, true);
                } else if (first) {
                    largest = count;
                    add(number, cursor, true);
                }
            }
        }
    }

    private void add(int number, SampleCursor cursor, boolean isMarked) {
        if (count == numbers.length) {
            int capacity = count * 2;
            numbers = Arrays.copyOf(numbers, capacity);
            offsets = Arrays.copyOf(offsets, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
            entries = Arrays.copyOf(entries, capacity);
            times = Arrays.copyOf(times, capacity);
            marks = Arrays.copyOf(marks, capacity);
            found = Arrays.copyOf(found, capacity);
        }
        put(count++, number, cursor, isMarked);
    }

    private void put(int index, int number, SampleCursor cursor, boolean isMarked) {
        numbers[index] = number;
        offsets[index] = cursor.offsetBytes();
        sizes[index] = cursor.sizeBytes();
        entries[index] = cursor.entry();
        times[index] = cursor.decodeTicks();
        marks[index] = isMarked;
        found[index] = Picture.OTHER;
    }

    /** The number of samples to examine. They have indexes from 0. */
    int count() {
        return count;
    }

    long offsetBytes(int index) {
        return offsets[index];
    }

    int sizeBytes(int index) {
        return sizes[index];
    }

    Optional<SampleLook> look(int index) {
        return SampleLook.of(track.entries().get(entries[index]));
    }

    void found(int index, Picture picture) {
        found[index] = picture;
    }

    /** Returns the combined findings. */
    SampleMarks marks() {
        boolean consistent = marked < samples;
        for (int i = 0; i < count; i++) {
            consistent &= !marks[i] || numbers[i] == 0 || found[i] == Picture.KEY || found[i] == Picture.INTRA;
        }
        long longest = Math.multiplyExact(
                LONGEST_WITHOUT_PROOF_SECONDS, track.timescale().ticksPerSecond());
        long lastTicks = firstTicks;
        for (int i = 0; i < count; i++) {
            if (found[i] == Picture.NONE) {
                withoutPicture.set(numbers[i]);
            }
            boolean late = consistent && found[i] == Picture.INTRA && times[i] - lastTicks >= longest;
            if (marks[i] && (found[i] == Picture.KEY || late)) {
                sync.set(numbers[i]);
                lastTicks = times[i];
            }
        }
        if (zeroDurations) {
            findPicturesWithoutTime();
        }
        return new SampleMarks(sync, withoutPicture, withoutTime);
    }

    /**
     * Finds pictures that are never visible. Of several pictures with the same decode and presentation time, only the
     * last one is visible. A last picture without duration is not visible either.
     */
    private void findPicturesWithoutTime() {
        Map<Long, Integer> atOneTime = new HashMap<>();
        long latestTicks = Long.MIN_VALUE;
        boolean lasts = true;
        SampleCursor cursor = track.samples();
        for (int number = 0; cursor.advance(); number++) {
            if (lasts) {
                latestTicks = latest(latestTicks, atOneTime);
                atOneTime.clear();
            }
            lasts = cursor.durationTicks() > 0;
            if (!withoutPicture.get(number)) {
                Integer earlier = atOneTime.put(cursor.decodeTicks() + cursor.compositionOffsetTicks(), number);
                if (earlier != null) {
                    withoutTime.set(earlier);
                }
            }
            requireFew(atOneTime.size());
        }
        if (!lasts) {
            long lastTicks = latest(latestTicks, atOneTime);
            Integer last = atOneTime.get(lastTicks);
            if (last != null) {
                withoutTime.set(last);
            }
        }
    }

    private static long latest(long ticks, Map<Long, Integer> atOneTime) {
        long latest = ticks;
        for (long other : atOneTime.keySet()) {
            latest = Math.max(latest, other);
        }
        return latest;
    }

    private static void requireFew(int pictures) {
        if (pictures > MOST_AT_ONE_TIME) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("stts"),
                    0,
                    "more than " + MOST_AT_ONE_TIME + " pictures that are decoded at one time",
                    "ISO/IEC 14496-12, 8.6.1.2",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
    }
}
