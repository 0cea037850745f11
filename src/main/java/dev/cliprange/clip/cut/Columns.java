package dev.cliprange.clip.cut;

import io.r2dbc.spi.Readable;

/** Reads the columns of rows. */
final class Columns {

    private Columns() {}

    /**
     * Returns the value of a column that is never null.
     *
     * @throws IllegalStateException if it is null
     */
    static <T> T required(Readable row, String column, Class<T> type) {
        T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException(column + ": null (expected: a value)");
        }
        return value;
    }
}
