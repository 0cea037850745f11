package dev.cliprange.ingest.upload;

import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the checksums of parts. */
final class PartDigests {

    private static final int DIGEST_BYTES = 32;
    private static final int HEX_DIGITS = 64;

    private PartDigests() {}

    /**
     * Returns the digests by the number of their part.
     *
     * @throws FailureException REQUEST_INVALID
     */
    static Map<Integer, byte[]> parse(@Nullable Map<String, String> sha256) {
        if (sha256 == null) {
            return Map.of();
        }
        Map<Integer, byte[]> digests = new HashMap<>();
        List<InvalidInput.Field> wrong = new ArrayList<>();
        sha256.forEach((number, text) -> {
            Optional<byte[]> digest = number.matches("[1-9][0-9]{0,4}") ? digest(text) : Optional.empty();
            digest.ifPresentOrElse(
                    bytes -> digests.put(Integer.valueOf(number), bytes),
                    () -> wrong.add(new InvalidInput.Field(
                            "/sha256/" + number.replace("~", "~0").replace("/", "~1"),
                            "Expected the number of a part and its SHA-256: 64 hexadecimal digits, or base64.")));
        });
        if (!wrong.isEmpty()) {
            throw FailureException.invalid(wrong);
        }
        return Map.copyOf(digests);
    }

    private static Optional<byte[]> digest(@Nullable String text) {
        try {
            return Optional.ofNullable(text)
                    .map(it -> it.length() == HEX_DIGITS
                            ? HexFormat.of().parseHex(it)
                            : Base64.getDecoder().decode(it))
                    .filter(bytes -> bytes.length == DIGEST_BYTES);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
