package dev.cliprange.ffmpeg.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The permits that each client and each key has, in all and of each {@link Share}. A holder may have the same part of
 * every share, rounded up: with half of the permits, it has at most half of the encodings too. The lock of the {@link
 * PermitQueue} guards this.
 */
final class HeldPermits {

    private final int permits;
    private final Map<Place, Integer> counts = new HashMap<>();

    HeldPermits(int permits) {
        this.permits = permits;
    }

    /** The key of a count. Without a share: all permits of the holder. */
    private record Place(String what, String name, Optional<Share> share) {

        static Place of(ProcessHolder.Limited holder, Optional<Share> share) {
            return new Place(holder.what(), holder.name(), share);
        }
    }

    /** The holder that has all permits of this share that it may have; empty if none has. */
    Optional<ProcessHolder.Limited> full(List<ProcessHolder.Limited> holders, Share share) {
        return holders.stream()
                .filter(holder -> count(Place.of(holder, Optional.empty())) >= holder.most()
                        || count(Place.of(holder, Optional.of(share))) >= part(holder, share.most(permits)))
                .findFirst();
    }

    /** As {@link #full}, but only holders with a strict limit. */
    Optional<ProcessHolder.Limited> strictlyFull(List<ProcessHolder.Limited> holders, Share share) {
        return full(holders.stream().filter(ProcessHolder.Limited::strict).toList(), share);
    }

    /** The part of an amount that a holder may have, rounded up. */
    int part(ProcessHolder.Limited holder, int amount) {
        return (int) Math.min(amount, ((long) amount * holder.most() + permits - 1) / permits);
    }

    void add(List<ProcessHolder.Limited> holders, Share share) {
        holders.forEach(holder -> {
            counts.merge(Place.of(holder, Optional.empty()), 1, Integer::sum);
            counts.merge(Place.of(holder, Optional.of(share)), 1, Integer::sum);
        });
    }

    void remove(List<ProcessHolder.Limited> holders, Share share) {
        holders.forEach(holder -> {
            counts.computeIfPresent(Place.of(holder, Optional.empty()), (place, count) -> less(count));
            counts.computeIfPresent(Place.of(holder, Optional.of(share)), (place, count) -> less(count));
        });
    }

    /** True if no holder has a permit. */
    boolean isEmpty() {
        return counts.isEmpty();
    }

    private int count(Place place) {
        return counts.getOrDefault(place, 0);
    }

    private static @Nullable Integer less(int count) {
        return count == 1 ? null : count - 1;
    }
}
