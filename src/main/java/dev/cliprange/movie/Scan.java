package dev.cliprange.movie;

import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** One of several concurrent scans of a file's headers. */
sealed interface Scan permits BoxScan, FragmentIndexScan {

    /** Receives the bytes of the last request. */
    void accept(ByteSpan span, ByteBuffer bytes);

    /**
     * Continues until bytes are missing.
     *
     * @param parts receives spans that must be scanned separately
     * @return the span that is needed next; empty at the end of the scan
     */
    Optional<ByteSpan> run(List<ByteSpan> parts);
}
