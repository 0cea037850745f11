package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of one clip from the first one on: in memory first, then in a file. One thread appends. Any thread may read
 * what was appended before, if a lock orders the two.
 */
final class Spool {

    /** Where bytes were stored. */
    enum Place {
        MEMORY,
        FILE,
        /** Nowhere: no more bytes are taken from now on. */
        NONE
    }

    static final int SLAB_BYTES = 32 * 1024;
    private static final int MEMORY_SHARE = 4;
    private static final long FILE_STEP_BYTES = 256 * 1024;
    private static final Logger log = LoggerFactory.getLogger(Spool.class);

    private final SpoolSpace space;
    private final SpoolFiles files;
    private final long maxBytes;
    private final ByteBuf[] slabs;
    private int slabCount;
    private long memoryBytes;
    private long fileBytes;
    private long reservedFileBytes;
    private boolean fileRefused;
    private boolean full;
    private boolean exceeded;
    private boolean closed;
    private volatile @Nullable FileChannel file;

    Spool(SpoolSpace space, SpoolFiles files, long maxBytes) {
        this.space = space;
        this.files = files;
        this.maxBytes = maxBytes;
        this.slabs = new ByteBuf[Math.toIntExact(space.memoryBytes() / MEMORY_SHARE / SLAB_BYTES)];
        this.fileRefused = space.diskBytes() == 0;
    }

    /** Copies the bytes of the buffer, which the caller still owns. May write to a file, and so block. */
    synchronized Place append(ByteBuf piece) {
        if (full || closed) {
            return Place.NONE;
        }
        if (memoryBytes + fileBytes + piece.readableBytes() > maxBytes) {
            full = true;
            exceeded = true;
            return Place.NONE;
        }
        do {
            if (appendToMemory(piece)) {
                return Place.MEMORY;
            }
            if (appendToFile(piece)) {
                return Place.FILE;
            }
        } while (mayFitLater() && space.evictOldest());
        full = true;
        return Place.NONE;
    }

    /** Whether no more bytes are taken because the clip has more than may be kept of one. */
    synchronized boolean exceeded() {
        return exceeded;
    }

    /**
     * Bytes from a position on that was appended, at least one and at most the given number. The caller releases the
     * buffer. Null if they are in the file.
     */
    @Nullable ByteBuf inMemory(long position, long limitBytes) {
        if (position >= memoryBytes) {
            return null;
        }
        int offset = (int) (position % SLAB_BYTES);
        long count = Math.min(Math.min(limitBytes, SLAB_BYTES - offset), memoryBytes - position);
        return slabs[(int) (position / SLAB_BYTES)].retainedSlice(offset, (int) count);
    }

    /**
     * Exactly the given number of bytes of the file. The caller releases the buffer. Blocks.
     *
     * @param position of the clip, at or after the first byte that is in the file
     * @throws IOException if the file cannot be read or was closed
     */
    ByteBuf inFile(long position, int count) throws IOException {
        FileChannel from = file;
        if (from == null) {
            throw new EOFException("spool: it has no file");
        }
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(count, count);
        try {
            long at = position - memoryBytes;
            while (buffer.isWritable()) {
                int read = buffer.writeBytes(from, at, buffer.writableBytes());
                if (read < 0) {
                    throw new EOFException("spool: it ends at " + at);
                }
                at += read;
            }
            return buffer;
        } catch (IOException | RuntimeException failed) {
            buffer.release();
            throw failed;
        }
    }

    /**
     * Frees all bytes. No read may run or begin, except reads of the file, which fail. Closes a file, so it may block.
     */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (int i = 0; i < slabCount; i++) {
            slabs[i].release();
        }
        space.releaseMemory((long) slabCount * SLAB_BYTES);
        FileChannel open = file;
        if (open != null) {
            try {
                open.close();
            } catch (IOException failed) {
                log.warn("a spool cannot be closed", failed);
            }
        }
        space.releaseDisk(reservedFileBytes);
    }

    private boolean mayFitLater() {
        return !fileRefused || (file == null && slabCount < slabs.length);
    }

    private boolean appendToMemory(ByteBuf piece) {
        int count = piece.readableBytes();
        if (file != null || !hasSlabsFor(memoryBytes + count)) {
            return false;
        }
        int done = 0;
        while (done < count) {
            int offset = (int) (memoryBytes % SLAB_BYTES);
            int step = Math.min(count - done, SLAB_BYTES - offset);
            slabs[(int) (memoryBytes / SLAB_BYTES)].setBytes(offset, piece, piece.readerIndex() + done, step);
            memoryBytes += step;
            done += step;
        }
        return true;
    }

    private boolean hasSlabsFor(long bytes) {
        while ((long) slabCount * SLAB_BYTES < bytes) {
            if (slabCount == slabs.length || !space.reserveMemory(SLAB_BYTES)) {
                return false;
            }
            try {
                // Not pooled: buffers that live for minutes would keep almost empty chunks of the pool.
                slabs[slabCount] = UnpooledByteBufAllocator.DEFAULT.directBuffer(SLAB_BYTES, SLAB_BYTES);
            } catch (OutOfMemoryError shortOfDirectMemory) {
                space.releaseMemory(SLAB_BYTES);
                return false;
            }
            slabCount++;
        }
        return true;
    }

    private boolean appendToFile(ByteBuf piece) {
        int count = piece.readableBytes();
        if (fileRefused || !hasReserved(fileBytes + count)) {
            return false;
        }
        try {
            FileChannel to = file;
            if (to == null) {
                to = files.open();
                file = to;
            }
            ByteBuffer bytes = piece.nioBuffer();
            long at = fileBytes;
            while (bytes.hasRemaining()) {
                at += to.write(bytes, at);
            }
            fileBytes += count;
            return true;
        } catch (IOException refused) {
            // A full disk may have room after another spool has ended. A folder that takes no file is given up.
            fileRefused = file == null;
            log.atInfo()
                    .addKeyValue("reason", refused.getClass().getSimpleName())
                    .log("a spool cannot be written");
            return false;
        }
    }

    private boolean hasReserved(long bytes) {
        while (reservedFileBytes < bytes) {
            if (!space.reserveDisk(FILE_STEP_BYTES)) {
                return false;
            }
            reservedFileBytes += FILE_STEP_BYTES;
        }
        return true;
    }
}
