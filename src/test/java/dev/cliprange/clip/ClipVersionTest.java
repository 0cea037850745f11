package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.source.IndexGeneration;
import dev.cliprange.timeline.TimeRange;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ClipVersionTest {

    private static final TimeRange RANGE = new TimeRange(1, 2);

    @Test
    void of_sameParts_isTheSameOnEveryInstance() {
        assertThat(ClipVersion.of("etag", new TimeRange(20_020_000, 25_025_000), ClipForm.COPY, EngineKind.SLICE, "1"))
                .isEqualTo(ClipVersion.of(
                        "etag", new TimeRange(20_020_000, 25_025_000), ClipForm.COPY, EngineKind.SLICE, "1"))
                .matches("[a-z2-7]{16}");
    }

    @Test
    void of_anyPartChanged_isAnother() {
        var versions = new HashSet<String>();
        versions.add(ClipVersion.of("etag", RANGE, ClipForm.COPY, EngineKind.SLICE, "1"));
        versions.add(ClipVersion.of("etag2", RANGE, ClipForm.COPY, EngineKind.SLICE, "1"));
        versions.add(ClipVersion.of("etag", new TimeRange(1, 3), ClipForm.COPY, EngineKind.SLICE, "1"));
        versions.add(ClipVersion.of("etag", new TimeRange(0, 2), ClipForm.COPY, EngineKind.SLICE, "1"));
        versions.add(ClipVersion.of("etag", RANGE, ClipForm.PRECISE, EngineKind.SLICE, "1"));
        versions.add(ClipVersion.of("etag", RANGE, ClipForm.COPY, EngineKind.FFMPEG, "1"));
        versions.add(ClipVersion.of("etag", RANGE, ClipForm.COPY, EngineKind.SLICE, "2"));

        assertThat(versions).hasSize(7);
    }

    /** Computed by the release before there were generations. */
    @Test
    void format_baselineGeneration_givesTheVersionsFromBeforeGenerations() {
        String format = ClipVersion.format("3/65536", IndexGeneration.BASELINE);

        assertThat(ClipVersion.of(
                        "etag", new TimeRange(20_020_000, 25_025_000), ClipForm.COPY, EngineKind.SLICE, format))
                .isEqualTo("a2jnxmyebkhgeij3");
        assertThat(ClipVersion.of(
                        "etag",
                        new TimeRange(20_020_000, 25_025_000),
                        ClipForm.PRECISE,
                        EngineKind.SLICE,
                        format + "/2"))
                .isEqualTo("btqufziud225rxu2");
    }

    @Test
    void format_anyOtherGeneration_givesOtherVersions() {
        var versions = new HashSet<String>();
        for (int generation = 1; generation <= 12; generation++) {
            String format = ClipVersion.format("2/1", generation);
            versions.add(ClipVersion.of("etag", RANGE, ClipForm.COPY, EngineKind.FFMPEG, format));
            versions.add(ClipVersion.of("etag", RANGE, ClipForm.PRECISE, EngineKind.FFMPEG, format + "/2"));
        }

        assertThat(versions).hasSize(24);
    }

    @Test
    void of_manyRanges_usesEveryCharacterOfTheAlphabetAtEveryPlace() {
        var atPlace = new boolean[16][128];
        for (int i = 0; i < 2000; i++) {
            String version = ClipVersion.of("e", new TimeRange(i, i + 1L), ClipForm.COPY, EngineKind.SLICE, "1");
            for (int place = 0; place < 16; place++) {
                atPlace[place][version.charAt(place)] = true;
            }
        }
        for (boolean[] seen : atPlace) {
            int characters = 0;
            for (boolean one : seen) {
                characters += one ? 1 : 0;
            }
            assertThat(characters).isEqualTo(32);
        }
    }
}
