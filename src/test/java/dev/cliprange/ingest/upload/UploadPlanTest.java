package dev.cliprange.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadPlanTest {

    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "33554431, 33554431, 1",
        "33554432, 16777216, 2",
        "33554433, 16777216, 3",
        // 10,000 parts of 16 MiB, and one byte more.
        "167772160000, 16777216, 10000",
        "167772160001, 17825792, 9412",
        // 5 TiB
        "5497558138880, 550502400, 9987",
        // 48.8 TiB
        "53687091200000, 5368709120, 10000"
    })
    void of_size_hasEqualPartsAndNotTooMany(long sizeBytes, long partBytes, int parts) {
        UploadPlan plan = UploadPlan.of(sizeBytes, 16 * MIB);

        assertThat(plan.partSizeBytes()).isEqualTo(partBytes);
        assertThat(plan.partCount()).isEqualTo(parts).isLessThanOrEqualTo(10_000);
    }

    @Test
    void fits_lastPart_hasWhatIsLeft() {
        UploadPlan plan = UploadPlan.of(40 * MIB + 7, 16 * MIB);

        assertThat(plan.fits(1, 16 * MIB)).isTrue();
        assertThat(plan.fits(1, 16 * MIB - 1)).isFalse();
        assertThat(plan.fits(3, 8 * MIB + 7)).isTrue();
        assertThat(plan.fits(3, 16 * MIB)).isFalse();
        assertThat(plan.fits(4, 16 * MIB)).isFalse();
        assertThat(plan.fits(0, 16 * MIB)).isFalse();
    }

    @Test
    void without_someParts_namesTheOthersInOrder() {
        UploadPlan plan = UploadPlan.of(80 * MIB, 16 * MIB);

        assertThat(plan.without(List.of(4, 1, 99, -1, 0))).containsExactly(2, 3, 5);
        assertThat(plan.without(List.of())).containsExactly(1, 2, 3, 4, 5);
        assertThat(plan.without(List.of(1, 2, 3, 4, 5))).isEmpty();
    }
}
