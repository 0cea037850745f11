package dev.cliprange.mp4;

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
 * Reads the headers of an MP4 or QuickTime file, progressive or fragmented, without touching its media. It does no I/O:
 *
 * <pre>{@code
 * var reader = new Mp4Reader(sizeBytes, Mp4Limits.DEFAULT);
 * ReadStep step = reader.start();
 * while (step instanceof ReadStep.NeedBytes need) {
 *     step = reader.resume(readAll(need.spans()));
 * }
 * }</pre>
 *
 * <p>A progressive file costs one read, or one more when the {@code moov} is larger than a window or lies behind the
 * media; a fragmented file one small read per fragment, many in a step where a {@code sidx} or {@code mfra} says where
 * they are.
 */
public final class Mp4Reader {

    private static final int MOOV = FourCc.of("moov");
    private static final int MOOF = FourCc.of("moof");
    private static final int SIDX = FourCc.of("sidx");
    private static final int FTYP = FourCc.of("ftyp");
    private static final int QUICKTIME = FourCc.of("qt  ");
    private static final int SMALLEST_WINDOW_BYTES = 4096;

    private final long fileSizeBytes;
    private final Mp4Limits limits;
    private final Deque<Scan> waiting = new ArrayDeque<>();
    private final Map<Scan, ByteSpan> requested = new LinkedHashMap<>();
    private final List<Box> fragments = new ArrayList<>();
    private Optional<MovieParser> movie = Optional.empty();
    private final BoxScan main;
    private boolean quickTime = true;
    private boolean indexed;
    private long headerBytes;
    private int windowBytes;

    /** @param fileSizeBytes at least 1 */
    public Mp4Reader(long fileSizeBytes, Mp4Limits limits) {
        this.fileSizeBytes = fileSizeBytes;
        this.limits = limits;
        this.windowBytes = limits.windowBytes();
        this.main = new BoxScan(new Headers(), new ByteSpan(0, fileSizeBytes), fileSizeBytes);
        this.waiting.add(main);
    }

    /**
     * The first step.
     *
     * @throws Mp4Exception if the file cannot be read
     */
    public ReadStep start() {
        return proceed();
    }

    /**
     * The next step.
     *
     * @param bytes one buffer for each span asked for, in the same order, each with exactly the span's bytes between 0
     *     and its limit. The reader keeps them as long as the {@link Movie} lives, so they are not written to again.
     * @throws Mp4Exception if the file cannot be read
     * @throws IllegalArgumentException if a buffer's length is not its span's
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
        MovieParser parser = movie.orElseThrow(
                () -> new MalformedMp4Exception(FTYP, 0, "the file has no moov", "ISO/IEC 14496-12, 8.2.1"));
        fragments.sort(Comparator.comparingLong(Box::offsetBytes));
        return new ReadStep.Complete(parser.parse(quickTime, fragments));
    }

    private final class Headers implements BoxScan.Visitor {
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
            if (sizeBytes > limits.headerBytes() - headerBytes) {
                throw new UnsupportedMp4Exception(
                        type,
                        offsetBytes,
                        "headers of more than " + limits.headerBytes() + " bytes",
                        Box.SECTION,
                        UnsupportedMp4Exception.Remedy.REMUX);
            }
        }

        @Override
        public List<ByteSpan> visit(Box box, long endBytes) {
            reserve(box.type(), box.offsetBytes(), endBytes - box.offsetBytes());
            if (box.type() == FTYP) {
                quickTime = box.payload().limit() >= 4 && box.payload().getInt(0) == QUICKTIME;
            } else if (box.type() == MOOV && movie.isEmpty()) {
                headerBytes += endBytes - box.offsetBytes();
                movie = Optional.of(new MovieParser(box, fileSizeBytes));
                windowBytes = Math.min(windowBytes, SMALLEST_WINDOW_BYTES);
            } else if (box.type() == MOOF) {
                addFragment(box);
            } else if (box.type() == SIDX) {
                indexed = true;
                return SegmentIndex.parse(box, endBytes, fileSizeBytes).spans();
            }
            return List.of();
        }

        private void addFragment(Box moof) {
            if (fragments.size() == limits.fragments()) {
                throw moof.unsupported("more than " + limits.fragments() + " fragments", "ISO/IEC 14496-12, 8.8.4");
            }
            int length = moof.payload().limit();
            headerBytes += length;
            // The next fragment's header is likely as long: read that at once, and not much more.
            windowBytes = Math.clamp(length + length / 4 + 64L, SMALLEST_WINDOW_BYTES, limits.windowBytes());
            fragments.add(new Box(moof.type(), moof.offsetBytes(), ByteBuffer.wrap(copy(moof)), moof.headerBytes()));
            if (!indexed) {
                indexed = true;
                waiting.add(new FragmentIndexScan(main, moof.offsetBytes(), fileSizeBytes, limits.fragments()));
            }
        }

        private byte[] copy(Box moof) {
            var bytes = new byte[moof.payload().limit()];
            moof.payload().get(0, bytes);
            return bytes;
        }
    }
}
