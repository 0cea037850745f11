package dev.cliprange.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightBudgetTest {

    private static final long KIB = 1_024;

    private final InFlightBudget budget = new InFlightBudget(256 * KIB, 1_024 * KIB);

    @Test
    void shareBytes_fewReads_isWhatOneReadMayHave() {
        enter(4);

        assertThat(budget.shareBytes()).isEqualTo(256 * KIB);
    }

    @Test
    void shareBytes_manyReads_isAnEqualShare() {
        enter(8);

        assertThat(budget.shareBytes()).isEqualTo(128 * KIB);
    }

    @Test
    void shareBytes_tooMany_isStillOneBuffer() {
        enter(1_000);

        assertThat(budget.shareBytes()).isEqualTo(64 * KIB);
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
