package dev.cliprange.codec.splice;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.AvcConfiguration;
import dev.cliprange.codec.HevcConfiguration;
import dev.cliprange.codec.NalUnits;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TextCodec;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.mp4.FourCc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * One sample entry for copied samples of several files, whose formats agree. Players treat a second entry as another
 * stream, so there is only one. If no two different parameter sets have the same id, the entry contains all of them.
 * Otherwise the sets of each file are put before each of its sync samples, and the entry has the type that allows this:
 * {@code avc3} or {@code hev1} (ISO/IEC 14496-15, 5.3.3 and 8.3.3).
 *
 * @param entry describes the samples of all files
 * @param prefixes for each file the bytes to put before each sync sample; empty if the entry has its parameter sets
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
public record JoinedEntry(SampleEntry entry, List<byte[]> prefixes) {

    private static final int AVC3 = FourCc.of("avc3");
    private static final int HEV1 = FourCc.of("hev1");
    private static final List<Integer> HEVC_SETS =
            List.of(HevcConfiguration.VPS, HevcConfiguration.SPS, HevcConfiguration.PPS);

    public JoinedEntry {
        prefixes = List.copyOf(prefixes);
    }

    /**
     * Joins entries.
     *
     * @param entries at least one; one for each file
     */
    public static JoinedEntry of(List<SampleEntry> entries) {
        SampleEntry first = entries.getFirst();
        if (entries.stream().allMatch(first::hasSameBytes)) {
            return new JoinedEntry(first, none(entries));
        }
        return switch (first.format().codec()) {
            case VideoCodec.H264 -> avc(entries);
            case VideoCodec.HEVC -> hevc(entries);
            // Every sync sample of AV1 and VP9 has all that a decoder needs. Other formats agree only if they are
            // equal.
            case VideoCodec.AV1, VideoCodec.VP9, VideoCodec.VVC, VideoCodec.VP8, VideoCodec.MPEG4 ->
                new JoinedEntry(first, none(entries));
            case AudioCodec audio -> new JoinedEntry(first, none(entries));
            case TextCodec text -> new JoinedEntry(first, none(entries));
        };
    }

    private static List<byte[]> none(List<SampleEntry> entries) {
        return entries.stream().map(entry -> new byte[0]).toList();
    }

    /**
     * Returns the bytes to append to the last sample of a file, so that a decoder starts again with the next sample.
     * Empty for a codec that needs none.
     */
    public static byte[] endOfSequence(SampleEntry entry) {
        return VideoSplicer.of(entry).map(VideoSplicer::endOfSequence).orElse(new byte[0]);
    }

    private static JoinedEntry avc(List<SampleEntry> entries) {
        List<AvcConfiguration> all = entries.stream().map(AvcConfiguration::of).toList();
        AvcConfiguration first = all.getFirst();
        Optional<List<byte[]>> sps = union(all, AvcConfiguration::sps, AvcConfiguration::spsId);
        Optional<List<byte[]>> pps = union(all, AvcConfiguration::pps, AvcConfiguration::ppsId);
        boolean together = sps.isPresent()
                && pps.isPresent()
                && AvcConfiguration.hasRoom(sps.get(), pps.get())
                && haveNoSetsInSamples(entries, AVC3);
        if (together) {
            int level = all.stream().mapToInt(AvcConfiguration::level).max().orElse(first.level());
            byte[] box = new AvcConfiguration(
                            first.profile(),
                            first.compatibility(),
                            level,
                            first.lengthBytes(),
                            sps.get(),
                            pps.get(),
                            first.rest())
                    .toBox();
            return new JoinedEntry(entries.getFirst().withChild(box), none(entries));
        }
        List<byte[]> prefixes = all.stream()
                .map(it -> NalUnits.join(
                        Stream.concat(it.sps().stream(), it.pps().stream()).toList(), it.lengthBytes()))
                .toList();
        return new JoinedEntry(entries.getFirst().ofType(AVC3), prefixes);
    }

    private static JoinedEntry hevc(List<SampleEntry> entries) {
        List<HevcConfiguration> all =
                entries.stream().map(HevcConfiguration::of).toList();
        HevcConfiguration first = all.getFirst();
        List<Optional<List<byte[]>>> sets = HEVC_SETS.stream()
                .map(type -> union(all, it -> it.sets(type), unit -> HevcConfiguration.id(type, unit)))
                .toList();
        boolean together = haveNoSetsInSamples(entries, HEV1)
                && sets.stream()
                        .allMatch(it -> it.isPresent()
                                && HevcConfiguration.hasRoom(it.get().size()));
        if (together) {
            HevcConfiguration joined = first.with(more(first, sets, 0), more(first, sets, 1), more(first, sets, 2));
            for (HevcConfiguration other : all) {
                joined = joined.withLevelOf(other);
            }
            return new JoinedEntry(entries.getFirst().withChild(joined.toBox()), none(entries));
        }
        List<byte[]> prefixes = all.stream()
                .map(it -> NalUnits.join(
                        HEVC_SETS.stream()
                                .flatMap(type -> it.sets(type).stream())
                                .toList(),
                        it.lengthBytes()))
                .toList();
        return new JoinedEntry(entries.getFirst().ofType(HEV1), prefixes);
    }

    /** Returns the sets that the first configuration does not have. It has the first ones of each union. */
    private static List<byte[]> more(HevcConfiguration first, List<Optional<List<byte[]>>> sets, int which) {
        List<byte[]> all = sets.get(which).orElseThrow();
        return all.subList(first.sets(HEVC_SETS.get(which)).size(), all.size());
    }

    /** A set in a sample would replace another file's set with the same id. */
    private static boolean haveNoSetsInSamples(List<SampleEntry> entries, int type) {
        return entries.stream().noneMatch(entry -> entry.type() == type);
    }

    /**
     * Returns the sets of all configurations, in order. A set of a later one that is known is left out. Empty if two
     * different sets have the same id.
     */
    private static <T> Optional<List<byte[]>> union(
            List<T> configurations, Function<T, List<byte[]>> sets, ToIntFunction<byte[]> id) {
        var all = new ArrayList<byte[]>(sets.apply(configurations.getFirst()));
        for (T other : configurations.subList(1, configurations.size())) {
            for (byte[] set : sets.apply(other)) {
                Optional<byte[]> known = all.stream()
                        .filter(it -> id.applyAsInt(it) == id.applyAsInt(set))
                        .findFirst();
                if (known.isEmpty()) {
                    all.add(set);
                } else if (!Arrays.equals(known.get(), set)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(all);
    }
}
