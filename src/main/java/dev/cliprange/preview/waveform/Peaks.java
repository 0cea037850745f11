package dev.cliprange.preview.waveform;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Combines consecutive samples, or consecutive peaks, into one peak: the smallest and the largest value, each as a signed
 * byte. It keeps only the peak that is not complete. Used by one thread at a time.
 */
final class Peaks {

    /** From 16 to 8 bits. Divided, not shifted, so that silence with dither is 0 on both sides. */
    private static final int DIVISOR = 256;

    /** What two bytes of the input are. */
    private enum Unit {
        /** A signed 16-bit little-endian sample. */
        SAMPLE,
        /** A minimum and a maximum. */
        PEAK
    }

    private final Unit unit;
    private final int unitsPerPeak;
    private boolean half;
    private byte first;
    private int units;
    private int smallest;
    private int largest;

    private Peaks(Unit unit, int unitsPerPeak) {
        this.unit = unit;
        this.unitsPerPeak = unitsPerPeak;
    }

    /** Returns the peaks of samples. The last one may have fewer of them. Releases what it receives. */
    static Flux<ByteBuf> ofSamples(Flux<ByteBuf> samples) {
        return combined(samples, Unit.SAMPLE, Waveform.FINEST_SAMPLES_PER_PEAK);
    }

    /** Returns the peaks of the next level. The last one may be of fewer peaks. Releases what it receives. */
    static Flux<ByteBuf> ofPeaks(Flux<ByteBuf> peaks) {
        return combined(peaks, Unit.PEAK, Waveform.STEP);
    }

    private static Flux<ByteBuf> combined(Flux<ByteBuf> input, Unit unit, int unitsPerPeak) {
        return Flux.defer(() -> {
            var peaks = new Peaks(unit, unitsPerPeak);
            return input.map(peaks::add)
                    .filter(ByteBuf::isReadable)
                    .concatWith(Mono.fromSupplier(peaks::end).filter(ByteBuf::isReadable));
        });
    }

    /** Returns the peaks that are complete, on the heap. */
    private ByteBuf add(ByteBuf bytes) {
        try {
            int most = bytes.readableBytes() / unitsPerPeak + Waveform.BYTES_PER_PEAK;
            ByteBuf complete = Unpooled.buffer(most, most);
            bytes.forEachByte(value -> {
                add(value, complete);
                return true;
            });
            return complete;
        } finally {
            bytes.release();
        }
    }

    private void add(byte value, ByteBuf complete) {
        if (!half) {
            first = value;
            half = true;
            return;
        }
        half = false;
        switch (unit) {
            case SAMPLE -> {
                int sample = ((value << 8) | (first & 0xFF)) / DIVISOR;
                add(sample, sample);
            }
            case PEAK -> add(first, value);
        }
        if (units == unitsPerPeak) {
            write(complete);
        }
    }

    private void add(int low, int high) {
        smallest = units == 0 ? low : Math.min(smallest, low);
        largest = units == 0 ? high : Math.max(largest, high);
        units++;
    }

    private void write(ByteBuf complete) {
        complete.writeByte(smallest).writeByte(largest);
        units = 0;
    }

    /** Returns the peak of the rest, or no bytes. */
    private ByteBuf end() {
        ByteBuf rest = Unpooled.buffer(Waveform.BYTES_PER_PEAK, Waveform.BYTES_PER_PEAK);
        if (units > 0) {
            write(rest);
        }
        return rest;
    }
}
