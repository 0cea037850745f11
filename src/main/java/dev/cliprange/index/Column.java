package dev.cliprange.index;

/**
 * One number per sample: the smallest, a unit that divides all distances to it, and the distances, in runs or singly,
 * whichever is shorter.
 */
final class Column {

    private static final int RUNS = 0;
    private static final int SINGLE = 1;

    private Column() {}

    static void write(PackedWriter writer, int[] values, int count) {
        long smallest = Integer.MAX_VALUE;
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

    private static void writeRuns(PackedWriter writer, int[] values, int count, long smallest, long unit) {
        int start = 0;
        for (int i = 1; i <= count; i++) {
            if (i == count || values[i] != values[start]) {
                writer.number(i - start).number((values[start] - smallest) / unit);
                start = i;
            }
        }
    }

    static int[] read(PackedReader reader, int count) {
        long smallest = reader.signed();
        long unit = reader.number();
        var values = new int[count];
        if (reader.count(SINGLE) == SINGLE) {
            for (int i = 0; i < count; i++) {
                values[i] = value(reader, smallest, unit);
            }
            return values;
        }
        for (int i = 0; i < count; ) {
            int length = reader.count(count - i);
            if (length == 0) {
                throw new MalformedIndexException("an empty run");
            }
            int value = value(reader, smallest, unit);
            for (int end = i + length; i < end; i++) {
                values[i] = value;
            }
        }
        return values;
    }

    private static int value(PackedReader reader, long smallest, long unit) {
        try {
            return Math.toIntExact(Math.addExact(smallest, Math.multiplyExact(reader.number(), unit)));
        } catch (ArithmeticException e) {
            throw new MalformedIndexException("a value beyond 32 bits");
        }
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
