package dev.cliprange.storage.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class InFlightLimitTest {

    private static final int BUFFER_BYTES = 64 * 1_024;
    private static final int BUFFERS = 2;
    private static final long PER_READ_BYTES = BUFFERS * (long) BUFFER_BYTES;

    private final InFlightBudget budget = new InFlightBudget(3 * BUFFER_BYTES, 6 * BUFFER_BYTES);
    private final List<ByteBuf> inFlight = new ArrayList<>();

    @Test
    void read_nothingReleased_handsOutWhatFitsAndNoMore() {
        Disposable read = new InFlightLimit(borrowed(100), budget).subscribe(inFlight::add);

        assertThat(inFlight).hasSize(BUFFERS);

        releaseAll();
        assertThat(inFlight).hasSize(BUFFERS);
        read.dispose();
        releaseAll();
    }

    @Test
    void read_howeverItEnds_leavesTheBudgetToTheOthers() {
        new InFlightLimit(borrowed(2), budget).subscribe(ByteBuf::release);
        new InFlightLimit(Flux.error(new IllegalStateException()), budget).subscribe(ByteBuf::release, failure -> {});
        new InFlightLimit(Flux.never(), budget).subscribe().dispose();
        budget.enter();
        budget.enter();

        assertThat(budget.shareBytes()).isEqualTo(PER_READ_BYTES);
    }

    /** As a connection gives them: released by the giver when {@code onNext} has returned. */
    private static Flux<ByteBuf> borrowed(int count) {
        return Flux.generate(() -> 0, (done, sink) -> {
            ByteBuf buffer =
                    PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER_BYTES).writeZero(BUFFER_BYTES);
            try {
                sink.next(buffer);
            } finally {
                buffer.release();
            }
            if (done + 1 == count) {
                sink.complete();
            }
            return done + 1;
        });
    }

    private void releaseAll() {
        List<ByteBuf> held = List.copyOf(inFlight);
        inFlight.clear();
        held.forEach(ByteBuf::release);
    }
}
