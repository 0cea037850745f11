package dev.cliprange.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads and validates the output of {@link PackedWriter}. */
final class PackedReader {

    private final ByteBuffer bytes;

    PackedReader(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw new MalformedIndexException("it ends inside a number");
            }
            byte next = bytes.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedIndexException("a number of more than 64 bits");
    }

    long signed() {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    /** Reads a number of at most {@code limit}. */
    int count(long limit) {
        long value = number();
        if (value < 0 || value > limit || value > Integer.MAX_VALUE) {
            throw new MalformedIndexException("count: " + value + " (expected: 0.." + limit + ")");
        }
        return (int) value;
    }

    byte[] bytes() {
        int length = count(bytes.limit());
        if (length > bytes.remaining()) {
            throw new MalformedIndexException(length + " bytes where " + bytes.remaining() + " are left");
        }
        var value = new byte[length];
        bytes.get(value);
        return value;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    int size() {
        return bytes.limit();
    }

    void end() {
        if (bytes.hasRemaining()) {
            throw new MalformedIndexException(bytes.remaining() + " bytes too many");
        }
    }
}
