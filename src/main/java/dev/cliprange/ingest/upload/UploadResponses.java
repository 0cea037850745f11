package dev.cliprange.ingest.upload;

import dev.cliprange.storage.upload.SignedPart;
import dev.cliprange.storage.upload.StoredPart;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Uploads in the shape of the HTTP contract. */
final class UploadResponses {

    private UploadResponses() {}

    /** An upload that has begun. */
    @Schema(name = "NewUpload")
    record NewUpload(UUID id, long partSizeBytes, int partCount, Instant expiresAt) {

        static NewUpload of(Upload upload) {
            return new NewUpload(
                    upload.id(), upload.partSizeBytes(), upload.plan().partCount(), upload.expiresAt());
        }
    }

    /** The URLs of parts. */
    @Schema(name = "SignedParts")
    record SignedParts(List<PartUrl> parts) {

        /**
         * The URL of one part.
         *
         * @param headers to send with it
         */
        @Schema(name = "SignedPart")
        record PartUrl(int number, URI url, Map<String, String> headers, Instant expiresAt) {

            /** Omits the URL, which is a secret. */
            @Override
            public String toString() {
                return "PartUrl[number=" + number + "]";
            }
        }

        static SignedParts of(List<SignedPart> parts) {
            return new SignedParts(parts.stream()
                    .map(part -> new PartUrl(part.number(), part.url(), part.headers(), part.expiresAt()))
                    .toList());
        }
    }

    /**
     * An upload and what the storage has of it.
     *
     * @param parts that the storage has
     * @param missingParts numbers of the parts to send, including those of a wrong size
     * @param sourceId null until the upload is completed
     */
    @Schema(name = "Upload")
    record UploadStatus(
            UUID id,
            UploadService.State state,
            String fileName,
            long sizeBytes,
            long partSizeBytes,
            int partCount,
            List<Part> parts,
            List<Integer> missingParts,
            @Nullable UUID sourceId,
            Instant expiresAt) {

        /**
         * A part that the storage has.
         *
         * @param etag as the storage returns it, without quotes
         * @param wrong whether it has a wrong size, or the upload has no such part
         */
        @Schema(name = "UploadPart")
        record Part(int number, long sizeBytes, String etag, boolean wrong) {

            static Part of(StoredPart part, UploadPlan plan) {
                return new Part(
                        part.number(),
                        part.sizeBytes(),
                        part.entityTag().replace("\"", ""),
                        !plan.fits(part.number(), part.sizeBytes()));
            }
        }

        static UploadStatus of(UploadService.Status status) {
            Upload upload = status.upload();
            return new UploadStatus(
                    upload.id(),
                    status.state(),
                    upload.fileName(),
                    upload.sizeBytes(),
                    upload.partSizeBytes(),
                    upload.plan().partCount(),
                    status.parts().stream()
                            .map(part -> Part.of(part, upload.plan()))
                            .toList(),
                    status.missing(),
                    upload.sourceId(),
                    upload.expiresAt());
        }
    }
}
