package dev.cliprange.event;

import dev.cliprange.memory.HeapShare;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The last events that this instance has read, without a gap. Written by one thread. */
final class RecentEvents {

    /** The size of an event that names a hundred clips. */
    private static final int EVENT_BYTES = 12_000;

    private static final int MOST = HeapShare.valueOf(HeapShare.EVENTS).entries(EVENT_BYTES, 1000);

    private final ConcurrentSkipListMap<Long, ChangeEvent> events = new ConcurrentSkipListMap<>();
    private volatile long floor;

    /** @param floor every event after this ID will be added */
    RecentEvents(long floor) {
        this.floor = floor;
    }

    void add(ChangeEvent event) {
        events.put(event.id(), event);
        if (events.size() > MOST) {
            // Raise the floor first, so that a concurrent reader goes to the database.
            floor = events.firstKey();
            events.pollFirstEntry();
        }
    }

    /** Returns at most {@code limit} events after an ID; empty if one of them may have been removed. */
    Optional<List<ChangeEvent>> after(long id, int limit) {
        List<ChangeEvent> found =
                events.tailMap(id, false).values().stream().limit(limit).toList();
        return id >= floor ? Optional.of(found) : Optional.empty();
    }
}
