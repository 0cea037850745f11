package dev.cliprange.storage.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Chooses the size of a connection's reads by the size of the last ones, as Netty does, but never above the budget.
 * Large reads save processor time: half of it is spent in the kernel, and depends on calls as much as on bytes.
 */
final class BudgetedRecvByteBufAllocator implements RecvByteBufAllocator {

    private static final int SMALLEST_BYTES = 2_048;
    private static final int FIRST_BYTES = 32 * 1_024;

    private final InFlightBudget budget;
    private final AdaptiveRecvByteBufAllocator adaptive =
            new AdaptiveRecvByteBufAllocator(SMALLEST_BYTES, FIRST_BYTES, InFlightBudget.LARGEST_BUFFER_BYTES);

    BudgetedRecvByteBufAllocator(InFlightBudget budget) {
        this.budget = budget;
    }

    @Override
    @SuppressWarnings("deprecation") // The only method of the interface. Netty casts its result to ExtendedHandle.
    public Handle newHandle() {
        return new Bounded((ExtendedHandle) adaptive.newHandle(), budget);
    }

    /** Netty's own handle with a bounded size. */
    private record Bounded(ExtendedHandle adaptive, InFlightBudget budget) implements ExtendedHandle {

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return allocator.ioBuffer(guess());
        }

        @Override
        public int guess() {
            return Math.min(adaptive.guess(), budget.bufferBytes());
        }

        @Override
        public void reset(io.netty.channel.ChannelConfig config) {
            adaptive.reset(config);
        }

        @Override
        public void incMessagesRead(int messages) {
            adaptive.incMessagesRead(messages);
        }

        @Override
        public void lastBytesRead(int bytes) {
            adaptive.lastBytesRead(bytes);
        }

        @Override
        public int lastBytesRead() {
            return adaptive.lastBytesRead();
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            adaptive.attemptedBytesRead(bytes);
        }

        @Override
        public int attemptedBytesRead() {
            return adaptive.attemptedBytesRead();
        }

        @Override
        public boolean continueReading() {
            return adaptive.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return adaptive.continueReading(maybeMoreData);
        }

        @Override
        public void readComplete() {
            adaptive.readComplete();
        }
    }
}
