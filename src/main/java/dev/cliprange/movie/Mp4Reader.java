package dev.cliprange.movie;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.HeaderBudget;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.mp4.TruncatedMp4Exception;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the headers of an MP4 or QuickTime file, progressive or fragmented, without its media. It does no I/O:
 *
 * <pre>{@code
 * var reader = new Mp4Reader(sizeBytes, Mp4Limits.DEFAULT);
 * ReadStep step = reader.start();
 * while (step instanceof ReadStep.NeedBytes need) {
 *     step = reader.resume(readAll(need.spans()));
 * }
 * }</pre>
 *
 * <p>A progressive file costs one read, or one more if the {@code moov} is larger than a window or is after the
 * media. A fragmented file costs one small read per fragment. If a {@code sidx} or {@code mfra} has their offsets, one
 * step requests many of them.
 */
public final class Mp4Reader {

    private static final int MOOV = FourCc.of("moov");
    private static final int MOOF = FourCc.of("moof");
    private static final int SIDX = FourCc.of("sidx");
    private static final int FTYP = FourCc.of("ftyp");
    private static final int QUICKTIME = FourCc.of("qt  ");
    private static final int SMALLEST_WINDOW_BYTES = 4096;
    /** Memory for the scan of a part, and for an entry in the list of fragments. */
    private static final int SCAN_BYTES = 256;

    private static final int FRAGMENT_BYTES = 64;

    private final long fileSizeBytes;
    private final Mp4Limits limits;
    private final Deque<Scan> waiting = new ArrayDeque<>();
    private final Map<Scan, ByteSpan> requested = new LinkedHashMap<>();
    private final HeaderBudget budget;
    private final List<MovieFragment.Runs> fragments = new ArrayList<>();
    /** Fragments before the {@code moov}. */
    private final List<Box> early = new ArrayList<>();

    private int fragmentCount;
    private Optional<MovieParser> movie = Optional.empty();
    private Optional<CutOff> cutOff = Optional.empty();
    private final BoxScan main;
    private boolean quickTime = true;
    private boolean indexed;
    private int windowBytes;

    /** @param fileSizeBytes at least 1 */
    public Mp4Reader(long fileSizeBytes, Mp4Limits limits) {
        this.fileSizeBytes = fileSizeBytes;
        this.limits = limits;
        this.windowBytes = limits.windowBytes();
        this.budget = new HeaderBudget(limits.headerBytes());
        this.main = new BoxScan(new Headers(), new ByteSpan(0, fileSizeBytes), fileSizeBytes);
        this.waiting.add(main);
    }

    /**
     * Runs the first step.
     *
     * @throws Mp4Exception if the file cannot be read
     */
    public ReadStep start() {
        return proceed();
    }

    /**
     * Runs the next step.
     *
     * @param bytes one buffer for each requested span, in the same order. A buffer has exactly the bytes of its span
     *     between 0 and its limit. The reader keeps the buffers for the life of the {@link Movie}, so do not modify
     *     them.
     * @throws Mp4Exception if the file cannot be read
     * @throws IllegalArgumentException if the length of a buffer differs from its span
     */
    public ReadStep resume(List<ByteBuffer> bytes) {
        if (bytes.size() != requested.size()) {
            throw new IllegalArgumentException("buffers: " + bytes.size() + " (expected: " + requested.size() + ")");
        }
        int index = 0;
        for (var request : requested.entrySet()) {
            ByteBuffer buffer = bytes.get(index++);
            if (buffer.limit() != request.getValue().lengthBytes()) {
                throw new IllegalArgumentException(
                        "buffer: " + buffer.limit() + " bytes (expected: " + request.getValue() + ")");
            }
            request.getKey().accept(request.getValue(), buffer);
            waiting.add(request.getKey());
        }
        requested.clear();
        return proceed();
    }

    private ReadStep proceed() {
        try {
            while (!waiting.isEmpty() && requested.size() < limits.parallelReads()) {
                runNext();
            }
            return requested.isEmpty() ? complete() : new ReadStep.NeedBytes(List.copyOf(requested.values()));
        } catch (ArithmeticException e) {
            throw new MalformedMp4Exception(MOOV, 0, "a time or offset beyond 64 bits", Box.SECTION);
        }
    }

    private void runNext() {
        Scan scan = waiting.removeFirst();
        var parts = new ArrayList<ByteSpan>();
        Optional<ByteSpan> need = scan.run(parts);
        need.ifPresent(span -> requested.put(scan, span));
        for (ByteSpan part : parts) {
            waiting.add(new BoxScan(new Headers(), part, fileSizeBytes));
        }
    }

    private ReadStep complete() {
        MovieParser parser = movie.orElseThrow(this::withoutMovie);
        fragments.sort(Comparator.comparingLong(MovieFragment.Runs::moofOffsetBytes));
        for (int i = 0; i + 1 < fragments.size(); i++) {
            fragments.get(i).requireBefore(fragments.get(i + 1).moofOffsetBytes());
        }
        return new ReadStep.Complete(parser.parse(quickTime, fragmentCount > 0, fragments));
    }

    /** An upload that was cut off has its moov in the part that is missing. */
    private Mp4Exception withoutMovie() {
        return cutOff.<Mp4Exception>map(box -> new TruncatedMp4Exception(
                        box.type(),
                        box.offsetBytes(),
                        "the file ends " + (box.endBytes() - fileSizeBytes)
                                + " bytes before the end of this box, and its" + " moov is missing",
                        Box.SECTION))
                .orElseGet(() -> new MalformedMp4Exception(FTYP, 0, "the file has no moov", "ISO/IEC 14496-12, 8.2.1"));
    }

    private record CutOff(int type, long offsetBytes, long endBytes) {}

    private final class Headers implements BoxScan.Visitor {

        @Override
        public void cutOff(int type, long offsetBytes, long endBytes) {
            cutOff = Optional.of(new CutOff(type, offsetBytes, endBytes));
        }

        private long reservedBytes;

        @Override
        public boolean wants(int type) {
            return type == MOOV || type == MOOF || type == SIDX || type == FTYP;
        }

        @Override
        public int windowBytes() {
            return windowBytes;
        }

        @Override
        public boolean finished() {
            return movie.isPresent() && !movie.get().mayHaveFragments();
        }

        @Override
        public void reserve(int type, long offsetBytes, long sizeBytes) {
            budget.take(type, offsetBytes, sizeBytes);
            reservedBytes = sizeBytes;
        }

        @Override
        public List<ByteSpan> visit(Box box, long endBytes) {
            budget.release(reservedBytes);
            reservedBytes = 0;
            if (box.type() == FTYP) {
                quickTime = box.payload().limit() >= 4 && box.payload().getInt(0) == QUICKTIME;
            } else if (box.type() == MOOV && movie.isEmpty()) {
                addMovie(box, endBytes);
            } else if (box.type() == MOOF) {
                addFragment(box);
            } else if (box.type() == SIDX) {
                return parts(box, endBytes);
            }
            return List.of();
        }

        private void addMovie(Box moov, long endBytes) {
            budget.take(MOOV, moov.offsetBytes(), endBytes - moov.offsetBytes());
            movie = Optional.of(new MovieParser(moov, fileSizeBytes));
            windowBytes = Math.min(windowBytes, SMALLEST_WINDOW_BYTES);
            early.forEach(moof -> {
                budget.release(moof.payload().limit());
                fragments.add(movie.get().fragment(moof, budget));
            });
            early.clear();
        }

        /**
         * Returns the parts that an index names. Returns none if their scans would need too much memory; the fragments
         * are then found one after another.
         */
        private List<ByteSpan> parts(Box sidx, long endBytes) {
            indexed = true;
            List<ByteSpan> spans =
                    SegmentIndex.parse(sidx, endBytes, fileSizeBytes).spans();
            long scans = (long) waiting.size() + spans.size();
            return 2 * SCAN_BYTES * scans > budget.leftBytes() ? List.of() : spans;
        }

        private void addFragment(Box moof) {
            if (fragmentCount == limits.fragments()) {
                throw moof.unsupported("more than " + limits.fragments() + " fragments", "ISO/IEC 14496-12, 8.8.4");
            }
            fragmentCount++;
            int length = moof.payload().limit();
            // The header of the next fragment probably has the same length, so read that much and little more.
            windowBytes = Math.clamp(length + length / 4 + 64L, SMALLEST_WINDOW_BYTES, limits.windowBytes());
            budget.take(MOOF, moof.offsetBytes(), FRAGMENT_BYTES);
            if (movie.isPresent()) {
                fragments.add(movie.get().fragment(moof, budget));
            } else {
                budget.take(MOOF, moof.offsetBytes(), length);
                early.add(new Box(moof.type(), moof.offsetBytes(), ByteBuffer.wrap(copy(moof)), moof.headerBytes()));
            }
            if (!indexed) {
                indexed = true;
                waiting.add(new FragmentIndexScan(main, moof.offsetBytes(), fileSizeBytes, mostNamed()));
            }
        }

        /** The number of fragments that an index may name. Each needs a scan, and the index itself needs memory. */
        private int mostNamed() {
            return (int) Math.min(limits.fragments(), budget.leftBytes() / (2 * SCAN_BYTES));
        }

        private byte[] copy(Box moof) {
            var bytes = new byte[moof.payload().limit()];
            moof.payload().get(0, bytes);
            return bytes;
        }
    }
}
