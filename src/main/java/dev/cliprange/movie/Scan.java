package dev.cliprange.movie;

import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** One of several readers of a file's headers that go on at the same time. */
sealed interface Scan permits BoxScan, FragmentIndexScan {

    /** Bytes for the last request. */
    void accept(ByteSpan span, ByteBuffer bytes);

    /**
     * Goes as far as it can.
     *
     * @param parts receives spans whose boxes are to be scanned apart
     * @return what it needs next; empty when it is through
     */
    Optional<ByteSpan> run(List<ByteSpan> parts);
}
