package dev.cliprange.web;

import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The position in a list after the row with this sort key and id. Opaque to clients.
 *
 * @param position the sort key, microseconds of a time
 * @param id decides between rows with the same key
 */
public record Cursor(long position, UUID id) {

    /** Before the first row of any list. */
    public static final Cursor START = new Cursor(Long.MIN_VALUE, new UUID(0, 0));

    private static final int LENGTH_BYTES = 3 * Long.BYTES;

    /**
     * Returns the cursor of a request; {@link #START} if it has none.
     *
     * @throws FailureException REQUEST_INVALID if the text is not a cursor
     */
    public static Cursor parse(@Nullable String text) {
        if (text == null) {
            return START;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == LENGTH_BYTES) {
                return new Cursor(bytes.getLong(), new UUID(bytes.getLong(), bytes.getLong()));
            }
        } catch (IllegalArgumentException e) {
            // The text is rejected below.
        }
        throw FailureException.invalid(new InvalidInput.Parameter(
                "after", "It is not a cursor. Send the 'next' of the previous page unchanged, or omit it."));
    }

    public String encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES)
                .putLong(position)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
