package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.JavaRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a file of 100 kB may take: 64 MB, and work in proportion. */
class HostileSourceIT {

    /** Of garbage, over a whole registration: a bound on the work, as nearly all work here allocates. */
    private static final long MOST_ALLOCATED_BYTES = 256L << 20;

    @Test
    void smallFiles_thatClaimToBeLarge_areIndexedOrRefusedInSixtyFourMegabytes() {
        List<String> lines = JavaRun.of(HostileSources.class, List.of("-Xmx64m"), List.of());

        assertThat(lines).hasSizeGreaterThan(15);
        for (String line : lines) {
            String[] fields = line.split("\t");
            assertThat(Long.parseLong(fields[2])).as(line).isLessThan(MOST_ALLOCATED_BYTES);
        }
    }
}
