package dev.cliprange.packaging.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WebVttTest {

    private static final long SECOND_US = 1_000_000;

    @Test
    void cues_atTheEndsOfTheClip_areCutAndRelativeToItsStart() {
        List<Cue> cues = List.of(
                cue(0, 8, "before"),
                cue(8, 10, "until the start"),
                cue(9, 12, "over the start"),
                new Cue(12 * SECOND_US, 13_500_400, "line:0 align:left", "inside\nof it"),
                cue(19, 25, "over the end"),
                cue(20, 25, "after"));

        String file = WebVtt.write(cues, new TimeRange(10 * SECOND_US, 20 * SECOND_US));

        assertThat(file).isEqualTo("""
                WEBVTT
                X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000

                00:00:00.000 --> 00:00:02.000
                over the start

                00:00:02.000 --> 00:00:03.500 line:0 align:left
                inside
                of it

                00:00:09.000 --> 00:00:10.000
                over the end

                """);
    }

    @Test
    void cue_overTheWholeClip_isOneOfItsLength() {
        String file = WebVtt.write(List.of(cue(0, 100_000, "all")), new TimeRange(5 * SECOND_US, 45_296_789_000L));

        assertThat(file).contains("00:00:00.000 --> 12:34:51.789\nall\n");
    }

    /** The time has 33 bits: it wraps after about 26.5 hours. */
    @Test
    void mpegTime_afterTheWrap_isReduced() {
        long startUs = 95_443_717_689L + 10 * SECOND_US;

        String file = WebVtt.write(List.of(), new TimeRange(startUs, startUs + SECOND_US));

        assertThat(file).isEqualTo("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n");
    }

    @Test
    void mpegTime_ofAStartBetweenTicks_isTheNearest() {
        assertThat(WebVtt.write(List.of(), new TimeRange(33_366, SECOND_US))).contains("MPEGTS:3003\n");
    }

    @Provide
    Arbitrary<List<Cue>> neighbours() {
        return Arbitraries.longs()
                .between(1, 3_000_000)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30)
                .map(durations -> {
                    var cues = new ArrayList<Cue>();
                    long start = 0;
                    for (long duration : durations) {
                        cues.add(new Cue(start, start + duration, "", "x"));
                        start += duration;
                    }
                    return cues;
                });
    }

    @Provide
    Arbitrary<TimeRange> clips() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 5_000_000),
                        Arbitraries.longs().between(1, 60_000_000))
                .as((start, duration) -> new TimeRange(start, start + duration));
    }

    /** Cues that meet in the source meet in each clip, and the first and last reach its ends. */
    @Property(tries = 300)
    void cues_thatMeet_meetInEachClip(@ForAll("neighbours") List<Cue> cues, @ForAll("clips") TimeRange clip) {
        List<MatchResult> times = Pattern.compile("(\\S+) --> (\\S+)\n")
                .matcher(WebVtt.write(cues, clip))
                .results()
                .toList();

        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i).group(1)).isEqualTo(times.get(i - 1).group(2));
        }
        if (!times.isEmpty()) {
            assertThat(times.getFirst().group(1)).isEqualTo("00:00:00.000");
        }
    }

    private static Cue cue(long start, long end, String text) {
        return new Cue(start * SECOND_US, end * SECOND_US, "", text);
    }
}
