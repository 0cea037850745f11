package dev.cliprange.ingest.event;

import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.location.S3Location;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a record of an S3 event. Amazon S3 User Guide, event message structure. */
final class ReportedObject {

    private static final Pattern CREATED = Pattern.compile("(s3:)?ObjectCreated:.*");

    private ReportedObject() {}

    /** Returns the object that a record says was created; empty for any other record, and one that cannot be read. */
    static Optional<S3Location> of(@Nullable Object record) {
        return text(record, "eventName")
                .filter(name -> CREATED.matcher(name).matches())
                .flatMap(created -> field(record, "s3"))
                .flatMap(s3 -> field(s3, "bucket")
                        .flatMap(bucket -> text(bucket, "name"))
                        .flatMap(bucket -> field(s3, "object")
                                .flatMap(object -> text(object, "key"))
                                .flatMap(key -> location(bucket, key))));
    }

    /** The key is encoded as in a form: a plus is a space. */
    private static Optional<S3Location> location(String bucket, String encodedKey) {
        try {
            return Optional.of(new S3Location(bucket, URLDecoder.decode(encodedKey, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | FailureException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(@Nullable Object parent, String name) {
        return field(parent, name).filter(String.class::isInstance).map(String.class::cast);
    }

    private static Optional<Object> field(@Nullable Object parent, String name) {
        return parent instanceof Map<?, ?> fields ? Optional.ofNullable(fields.get(name)) : Optional.empty();
    }
}
