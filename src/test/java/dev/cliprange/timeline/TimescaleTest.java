package dev.cliprange.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimescaleTest {

    @Test
    void toUs_fractionOfAMicrosecond_roundsDownAlsoBelowZero() {
        var ntsc = new Timescale(30_000);

        assertThat(ntsc.toUs(1001)).isEqualTo(33_366);
        assertThat(ntsc.toUs(-1001)).isEqualTo(-33_367);
    }

    @Test
    void toTicksCeiling_ofEveryFramesMicroseconds_isTheFrameAgain() {
        var ntsc = new Timescale(30_000);
        for (long frame = 0; frame < 2_000_000; frame += 977) {
            long ticks = frame * 1001;

            assertThat(ntsc.toTicksCeiling(ntsc.toUs(ticks))).isBetween(ticks - 1, ticks);
            assertThat(ntsc.toUs(ntsc.toTicksCeiling(ntsc.toUs(ticks)))).isGreaterThanOrEqualTo(ntsc.toUs(ticks));
        }
    }

    @Test
    void rescale_anyValues_equalsExactArithmetic() {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >> random.nextInt(63);
            long multiplier = 1 + (random.nextLong() >>> (32 + random.nextInt(31)));
            long divisor = 1 + (random.nextLong() >>> (32 + random.nextInt(31)));
            BigInteger product = BigInteger.valueOf(value).multiply(BigInteger.valueOf(multiplier));
            BigInteger floor = floorDivide(product, BigInteger.valueOf(divisor));
            if (floor.bitLength() > 62) {
                continue;
            }

            assertThat(Timescale.rescale(value, multiplier, divisor, RoundingMode.FLOOR))
                    .isEqualTo(floor.longValueExact());
        }
    }

    @Test
    void rescale_resultBeyondALong_isRefused() {
        assertThatThrownBy(() -> Timescale.rescale(Long.MAX_VALUE, 3, 2, RoundingMode.FLOOR))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void rescale_halfWay_goesUp() {
        assertThat(Timescale.rescale(1, 1, 2, RoundingMode.HALF_UP)).isEqualTo(1);
        assertThat(Timescale.rescale(-1, 1, 2, RoundingMode.HALF_UP)).isEqualTo(0);
        assertThat(Timescale.rescale(5, 1, 3, RoundingMode.CEILING)).isEqualTo(2);
    }

    @Test
    void frameRate_ntsc_findsEachFrameFromItsMicroseconds() {
        var ntsc = FrameRate.parse("60000/2002");

        assertThat(ntsc).hasToString("30000/1001");
        for (long frame = 0; frame < 1_100_000; frame += 331) {
            assertThat(ntsc.nearestFrame(ntsc.frameUs(frame))).isEqualTo(frame);
        }
    }

    private static BigInteger floorDivide(BigInteger value, BigInteger divisor) {
        BigInteger[] parts = value.divideAndRemainder(divisor);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }
}
