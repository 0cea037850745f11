package dev.cliprange.source.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.picture.Transfer;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.slice.SyntheticSource;
import dev.cliprange.slice.rendition.EncodedPage;
import dev.cliprange.slice.rendition.Rung;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceMedia;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a source of 160 × 120 pixels and two pages. */
class LadderPlanTest {

    private static final Rung LARGER = new Rung(96, 400_000);
    private static final Rung SMALLER = new Rung(64, 200_000);

    @TempDir
    Path folder;

    private SourceFile file;

    @BeforeEach
    void write() throws IOException {
        file = SyntheticSource.write(folder.resolve("source.mp4"));
    }

    @Test
    void plan_hasTheQualitiesThatFit() {
        LadderPlan plan = plan("one", SMALLER, LARGER, new Rung(144, 1_000_000));

        assertThat(plan.rungs()).extracting(Rung::shortSide).containsExactly(96, 64);
        assertThat(plan.pages()).isEqualTo(2);
        assertThat(plan.range(1).startUs()).isEqualTo(plan.range(0).endUs());
        assertThat(plan.transfer()).isEqualTo(Transfer.STANDARD);
        assertThat(plan.qualities()).hasSize(2);
        assertThat(plan.mostBytes(0)).isGreaterThan(plan.range(0).durationUs() * 600_000 / 8_000_000);
    }

    @Test
    void plan_withoutAQualityThatFits_isRejected() {
        assertThatThrownBy(() -> plan("one", new Rung(144, 1_000_000)))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.failure()).isEqualTo(Failure.MEDIA_UNSUPPORTED))
                .hasMessageContaining("160 x 120");
    }

    /** Parts of another name are made again. */
    @Test
    void name_changesWithEverythingThatChangesTheBytes() {
        String name = plan("one", LARGER).name();

        assertThat(plan("one", LARGER).name()).isEqualTo(name);
        assertThat(List.of(
                        plan("two", LARGER).name(),
                        plan("one", SMALLER).name(),
                        plan("one", LARGER, SMALLER).name(),
                        plan("one", new Rung(96, 300_000)).name()))
                .doesNotHaveDuplicates()
                .doesNotContain(name);
    }

    @Test
    void result_encodedAndDecoded_isTheSame() {
        var result = new PartResult("sources/a/renditions/b/0-c/media.mp4", EncodedPage.empty(2, 50));

        PartResult decoded = PartResult.decode(result.encode());

        assertThat(decoded.key()).isEqualTo(result.key());
        assertThat(decoded.page().samples()).isEqualTo(result.page().samples());
        assertThatIllegalArgumentException().isThrownBy(() -> PartResult.decode(Arrays.copyOf(result.encode(), 10)));
        assertThatIllegalArgumentException().isThrownBy(() -> PartResult.decode(new byte[1]));
    }

    private LadderPlan plan(String revision, Rung... wanted) {
        var source = new ReadySource(
                new UUID(0, 1),
                "s3://media/source.mp4",
                1_000_000,
                revision,
                4_000_000,
                new SourceMedia("mp4", null, List.of(), List.of(), null),
                true,
                IndexGeneration.BASELINE);
        return LadderPlan.of(source, file.directory(), file.page(0), List.of(wanted));
    }
}
