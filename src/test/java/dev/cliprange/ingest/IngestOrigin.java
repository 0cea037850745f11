package dev.cliprange.ingest;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.S3Front;
import dev.cliprange.testing.TestPostgres;
import dev.cliprange.testing.TestS3;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server that the tests of this package share, on a storage of its own with a front that keeps a log. */
public final class IngestOrigin {

    public static final long PART_BYTES = 5 << 20;

    public static final TestS3 S3 = TestS3.start();
    public static final S3Front FRONT = new S3Front(S3);
    public static final Origin ORIGIN = Origin.start(
            TestPostgres.shared().createDatabase(),
            S3,
            Map.of(
                    "cliprange.storage.endpoint",
                    FRONT.endpoint(),
                    "cliprange.storage.public-endpoint",
                    FRONT.publicEndpoint(),
                    "cliprange.upload.smallest-part",
                    "5MB",
                    "cliprange.ingest.event-prefixes",
                    "incoming/,s3://" + S3.bucket() + "/more,uploads,.cliprange"));

    private IngestOrigin() {}

    public static OriginClient client() {
        return ORIGIN.client();
    }

    /** The multipart uploads below a prefix that are not finished. */
    public static List<MultipartUpload> unfinished(String prefix) {
        return S3
                .client()
                .listMultipartUploads(list -> list.bucket(S3.bucket()).prefix(prefix))
                .join()
                .uploads()
                .stream()
                .filter(upload -> upload.key().startsWith(prefix))
                .toList();
    }

    /** The keys of objects below a prefix. */
    public static List<String> objects(String prefix) {
        return S3.client().listObjectsV2(list -> list.bucket(S3.bucket()).prefix(prefix)).join().contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** Runs a statement and returns the number of its rows. */
    public static long sql(String statement, Map<String, Object> parameters) {
        DatabaseClient.GenericExecuteSpec sql =
                ORIGIN.bean(DatabaseClient.class).sql(statement);
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            sql = sql.bind(parameter.getKey(), parameter.getValue());
        }
        return Optional.ofNullable(sql.fetch().rowsUpdated().block()).orElse(0L);
    }
}
