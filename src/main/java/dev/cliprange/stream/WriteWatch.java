package dev.cliprange.stream;

import dev.cliprange.web.AbortedResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches one connection, and resets it if its client takes nothing of what is written, or too little. Time counts only
 * while bytes wait for the client: a source that is slow is not the client's fault.
 *
 * <p>A client takes a byte when the kernel does. The kernel's buffers are bounded, so that they delay the reset of a
 * client that stops reading, and do not prevent it. All methods run on the connection's event loop. Nothing is
 * scheduled while nothing is written.
 */
final class WriteWatch extends ChannelOutboundHandlerAdapter {

    /** Why a connection was reset. */
    enum Reason {
        /** The client took nothing. */
        STALLED,
        /** The client took too little. */
        SLOW
    }

    private static final long LONGEST_TICK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int TICKS = 8;

    private final long stallNanos;
    private final long bytesPerSecond;
    private final long periodNanos;
    private final long tickNanos;
    private final Consumer<Reason> onReset;

    private long writtenBytes;
    private boolean ticking;
    private long takenBytes;
    private long tickedAtNanos;
    private long stalledNanos;
    private long waitedNanos;
    private long takenMeanwhileBytes;

    /**
     * @param stall the longest time without a byte
     * @param bytesPerSecond the minimum rate; 0 for none
     * @param period over which that rate is measured
     */
    WriteWatch(Duration stall, long bytesPerSecond, Duration period, Consumer<Reason> onReset) {
        this.stallNanos = stall.toNanos();
        this.bytesPerSecond = bytesPerSecond;
        this.periodNanos = period.toNanos();
        this.tickNanos = Math.min(LONGEST_TICK_NANOS, Math.min(stallNanos, periodNanos) / TICKS + 1);
        this.onReset = onReset;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        writtenBytes += bytesOf(message);
        if (!ticking) {
            ticking = true;
            takenBytes = writtenBytes - bytesOf(message);
            tickedAtNanos = System.nanoTime();
            forget();
            schedule(context);
        }
        super.write(context, message, promise);
    }

    private void schedule(ChannelHandlerContext context) {
        var _ = context.executor().schedule(() -> tick(context), tickNanos, TimeUnit.NANOSECONDS);
    }

    private void tick(ChannelHandlerContext context) {
        Channel channel = context.channel();
        if (!channel.isActive()) {
            return;
        }
        long waitingBytes = waitingBytes(channel);
        long taken = Math.max(0, writtenBytes - waitingBytes - takenBytes);
        takenBytes += taken;
        long now = System.nanoTime();
        long passedNanos = now - tickedAtNanos;
        tickedAtNanos = now;
        if (waitingBytes == 0) {
            forget();
            ticking = taken > 0;
        } else {
            stalledNanos = taken > 0 ? 0 : stalledNanos + passedNanos;
            waitedNanos += passedNanos;
            takenMeanwhileBytes += taken;
            if (stalledNanos >= stallNanos) {
                reset(channel, Reason.STALLED);
                return;
            }
            if (waitedNanos >= periodNanos) {
                if (takenMeanwhileBytes < bytesPerSecond * (waitedNanos / 1e9)) {
                    reset(channel, Reason.SLOW);
                    return;
                }
                waitedNanos = 0;
                takenMeanwhileBytes = 0;
            }
        }
        if (ticking) {
            schedule(context);
        }
    }

    private void forget() {
        stalledNanos = 0;
        waitedNanos = 0;
        takenMeanwhileBytes = 0;
    }

    private void reset(Channel channel, Reason reason) {
        onReset.accept(reason);
        AbortedResponse.reset(channel);
    }

    /** Returns the bytes that were written and that the kernel has not taken. */
    private static long waitingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null || buffer.isEmpty()) {
            return 0;
        }
        var bytes = new long[1];
        try {
            buffer.forEachFlushedMessage(message -> {
                bytes[0] += bytesOf(message);
                return true;
            });
        } catch (Exception e) {
            throw new IllegalStateException("messages cannot be counted", e);
        }
        return bytes[0];
    }

    private static long bytesOf(Object message) {
        return switch (message) {
            case ByteBuf buffer -> buffer.readableBytes();
            case ByteBufHolder holder -> holder.content().readableBytes();
            case FileRegion region -> region.count() - region.transferred();
            default -> 0;
        };
    }
}
