package dev.cliprange.index;

import java.util.Arrays;

/**
 * One number per sample. A column has the smallest number, a unit that divides all distances to it, and the distances.
 * They are written as runs or one by one, whichever is shorter.
 */
final class Column {

    private static final int RUNS = 0;
    private static final int SINGLE = 1;

    private Column() {}

    static void write(PackedWriter writer, int[] values, int count) {
        write(writer, Arrays.stream(values, 0, count).asLongStream().toArray(), count);
    }

    /** Writes the same bytes as for an array of 32-bit numbers with these values. */
    static void write(PackedWriter writer, long[] values, int count) {
        long smallest = Long.MAX_VALUE;
        int runs = 0;
        for (int i = 0; i < count; i++) {
            smallest = Math.min(smallest, values[i]);
            runs += i == 0 || values[i] != values[i - 1] ? 1 : 0;
        }
        long unit = 0;
        for (int i = 0; i < count; i++) {
            unit = greatestDivisor(unit, values[i] - smallest);
        }
        unit = Math.max(unit, 1);
        writer.signed(smallest).number(unit);
        if (runs * 2 < count) {
            writer.number(RUNS);
            writeRuns(writer, values, count, smallest, unit);
            return;
        }
        writer.number(SINGLE);
        for (int i = 0; i < count; i++) {
            writer.number((values[i] - smallest) / unit);
        }
    }

    private static void writeRuns(PackedWriter writer, long[] values, int count, long smallest, long unit) {
        int start = 0;
        for (int i = 1; i <= count; i++) {
            if (i == count || values[i] != values[start]) {
                writer.number(i - start).number((values[start] - smallest) / unit);
                start = i;
            }
        }
    }

    static int[] read(PackedReader reader, int count) {
        long[] values = readLongs(reader, count, Integer.MIN_VALUE, Integer.MAX_VALUE);
        var narrow = new int[count];
        for (int i = 0; i < count; i++) {
            narrow[i] = (int) values[i];
        }
        return narrow;
    }

    /** @throws MalformedIndexException if a value is below {@code least} or above {@code most} */
    static long[] readLongs(PackedReader reader, int count, long least, long most) {
        long smallest = reader.signed();
        long unit = reader.number();
        var values = new long[count];
        if (reader.count(SINGLE) == SINGLE) {
            for (int i = 0; i < count; i++) {
                values[i] = value(reader, smallest, unit, least, most);
            }
            return values;
        }
        for (int i = 0; i < count; ) {
            int length = reader.count(count - i);
            if (length == 0) {
                throw new MalformedIndexException("an empty run");
            }
            long value = value(reader, smallest, unit, least, most);
            for (int end = i + length; i < end; i++) {
                values[i] = value;
            }
        }
        return values;
    }

    private static long value(PackedReader reader, long smallest, long unit, long least, long most) {
        try {
            long value = Math.addExact(smallest, Math.multiplyExact(reader.number(), unit));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (ArithmeticException e) {
            throw new MalformedIndexException("a value beyond 64 bits");
        }
        throw new MalformedIndexException("a value beyond its bounds");
    }

    private static long greatestDivisor(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }
}
