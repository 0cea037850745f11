package dev.cliprange.delivery;

import dev.cliprange.storage.read.SourceReadMeter;
import dev.cliprange.testing.Origin;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;

/** What a server in this JVM has read and holds. */
final class SliceMeters {

    private SliceMeters() {}

    /** Requests to storages, for sources and for index pages, and bytes that came. */
    record Reads(long requests, long bytes, long resumes) {

        Reads since(Reads before) {
            return new Reads(requests - before.requests, bytes - before.bytes, resumes - before.resumes);
        }
    }

    static Reads reads(Origin origin) {
        return new Reads(
                sum(origin, SourceReadMeter.REQUESTS),
                sum(origin, SourceReadMeter.BYTES),
                sum(origin, SourceReadMeter.RESUMES));
    }

    /** Bytes of direct memory Netty has taken from the machine, with the arenas' free parts. */
    static long directMemoryBytes() {
        return PlatformDependent.usedDirectMemory();
    }

    private static long sum(Origin origin, SourceReadMeter meter) {
        return (long) origin.bean(MeterRegistry.class).find(meter.meterName()).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
