package dev.cliprange.storage.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightBudgetTest {

    private static final long KIB = 1_024;

    private final InFlightBudget budget = new InFlightBudget(384 * KIB, 1_536 * KIB);

    @Test
    void shareBytes_fewReads_leavesOneBufferOfThreeToNetty() {
        enter(4);

        assertThat(budget.shareBytes()).isEqualTo(256 * KIB);
    }

    @Test
    void shareBytes_manyReads_isAnEqualShare() {
        enter(8);

        assertThat(budget.shareBytes()).isEqualTo(128 * KIB);
        assertThat(budget.bufferBytes()).isEqualTo(64 * KIB);
    }

    @Test
    void shareBytes_tooMany_isStillTwoSmallBuffers() {
        enter(1_000);

        assertThat(budget.shareBytes()).isEqualTo(64 * KIB);
        assertThat(budget.bufferBytes()).isEqualTo(32 * KIB);
    }

    @Test
    void bufferBytes_ofAWideBudget_areBounded() {
        var wide = new InFlightBudget(16_384 * KIB, 65_536 * KIB);

        assertThat(wide.bufferBytes()).isEqualTo(InFlightBudget.LARGEST_BUFFER_BYTES);
    }

    @Test
    void buffersIn_lessThanOneHolds_isNone() {
        assertThat(budget.buffersIn(128 * KIB - 1)).isZero();
        assertThat(budget.buffersIn(-1)).isZero();
        assertThat(budget.buffersIn(256 * KIB)).isEqualTo(2);
    }

    @Test
    void shareBytes_theOthersLeft_isWhatOneReadMayHave() {
        enter(1_000);
        for (int i = 0; i < 1_000; i++) {
            budget.leave();
        }

        assertThat(budget.shareBytes()).isEqualTo(256 * KIB);
    }

    private void enter(int reads) {
        for (int i = 0; i < reads; i++) {
            budget.enter();
        }
    }
}
