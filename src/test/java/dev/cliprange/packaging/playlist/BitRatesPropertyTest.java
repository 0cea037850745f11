package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.packaging.playlist.BitRates.Load;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bit rates against their definition, evaluated over all sets of neighbours. */
class BitRatesPropertyTest {

    private static final long SECOND_US = 1_000_000;

    @Provide
    Arbitrary<List<Load>> loads() {
        Arbitrary<Long> durations = Arbitraries.longs().between(1, 10_499_999);
        Arbitrary<Long> sizes = Arbitraries.longs().between(1, 500_000_000);
        return Combinators.combine(durations, sizes)
                .as(Load::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 300)
    void rates_ofRandomSegments_areThoseOfTheDefinition(@ForAll("loads") List<Load> loads) {
        long target = HlsText.targetSeconds(
                loads.stream().mapToLong(Load::durationUs).max().orElse(1));

        BitRates rates = BitRates.of(loads, target);

        var all = rate(loads);
        assertThat(rates.average()).isEqualTo(all);
        assertThat(rates.peak()).isEqualTo(peak(loads, target, all));
    }

    @Property(tries = 300)
    void peak_ofAnySet_isNeverBelowASegmentOfItsOwnSet(@ForAll("loads") List<Load> loads) {
        long target = HlsText.targetSeconds(
                loads.stream().mapToLong(Load::durationUs).max().orElse(1));

        long peak = BitRates.of(loads, target).peak();

        assertThat(loads.stream().filter(load -> 2 * load.durationUs() >= target * SECOND_US))
                .allSatisfy(load -> assertThat(peak).isGreaterThanOrEqualTo(rate(List.of(load))));
    }

    private static long peak(List<Load> loads, long target, long all) {
        var rates = new ArrayList<Long>();
        for (int from = 0; from < loads.size(); from++) {
            for (int to = from + 1; to <= loads.size(); to++) {
                List<Load> set = loads.subList(from, to);
                long twice = 2 * set.stream().mapToLong(Load::durationUs).sum();
                if (twice >= target * SECOND_US && twice <= 3 * target * SECOND_US) {
                    rates.add(rate(set));
                }
            }
        }
        return rates.stream().max(Long::compare).orElse(all);
    }

    private static long rate(List<Load> set) {
        BigInteger bits = BigInteger.valueOf(
                        set.stream().mapToLong(Load::sizeBytes).sum())
                .multiply(BigInteger.valueOf(8 * SECOND_US));
        BigInteger duration =
                BigInteger.valueOf(set.stream().mapToLong(Load::durationUs).sum());
        return bits.add(duration).subtract(BigInteger.ONE).divide(duration).longValueExact();
    }
}
