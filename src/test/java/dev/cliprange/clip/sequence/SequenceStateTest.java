package dev.cliprange.clip.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipProperties;
import dev.cliprange.clip.ClipProperties.EngineChoice;
import dev.cliprange.clip.ClipProperties.StreamForm;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceMedia;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** The version of a sequence. */
class SequenceStateTest {

    private static final UUID FIRST = UUID.fromString("018f3b2e-6a0d-7000-8000-000000000001");
    private static final UUID SECOND = UUID.fromString("018f3b2e-6a0d-7000-8000-000000000002");

    @Test
    void version_isThatOfTheClipsStreamsInTheirOrder() {
        var versions = new HashSet<String>();
        versions.add(version(clip(FIRST, 0, 40, "a", null), clip(SECOND, 40, 80, "a", null)));
        versions.add(version(clip(SECOND, 40, 80, "a", null), clip(FIRST, 0, 40, "a", null)));
        versions.add(version(clip(FIRST, 0, 40, "a", null)));
        versions.add(version(clip(FIRST, 0, 40, "a", null), clip(FIRST, 0, 40, "a", null)));
        versions.add(version(clip(FIRST, 0, 44, "a", null), clip(SECOND, 44, 80, "a", null)));
        versions.add(version(clip(FIRST, 0, 40, "b", null), clip(SECOND, 40, 80, "a", null)));

        assertThat(versions).hasSize(6).allMatch(version -> version.matches("[a-z2-7]{16}"));
        assertThat(version(clip(FIRST, 0, 40, "a", "a title")))
                .isEqualTo(version(clip(FIRST, 0, 40, "a", null)))
                .isNotEqualTo(clip(FIRST, 0, 40, "a", null).streamVersion());
    }

    /** A URL names the version, so a release that changes this value breaks every URL of a sequence. */
    @Test
    void version_ofAnEarlierRelease_isTheSame() {
        assertThat(version(clip(FIRST, 0, 40, "a", null), clip(SECOND, 40, 80, "a", null)))
                .isEqualTo("x6yoskg2ntkout3w");
    }

    @Test
    void durations_areAddedUp_andOtherClipsAreRejected() {
        SequenceState.Current sequence = sequence(clip(FIRST, 0, 40, "a", null), clip(FIRST, 0, 40, "a", null));

        assertThat(sequence.durationUs()).isEqualTo(80);
        assertThat(sequence.hasSegments()).isTrue();
        assertThatThrownBy(
                        () -> new SequenceState.Current(sequence.sequence(), List.of(clip(SECOND, 0, 40, "a", null))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sequence_hasOneToFiveHundredClips() {
        for (int count : List.of(0, 501)) {
            assertThatThrownBy(() -> new Sequence(FIRST, null, Collections.nCopies(count, FIRST), Instant.EPOCH))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("clipIds: " + count);
        }
        assertThat(new Sequence(FIRST, null, Collections.nCopies(500, FIRST), Instant.EPOCH).clipIds())
                .hasSize(500);
    }

    private static String version(ClipDescriptor... clips) {
        return sequence(clips).version();
    }

    private static SequenceState.Current sequence(ClipDescriptor... clips) {
        List<UUID> ids = Stream.of(clips).map(ClipDescriptor::id).toList();
        return new SequenceState.Current(new Sequence(FIRST, null, ids, Instant.EPOCH), List.of(clips));
    }

    private static ClipDescriptor clip(UUID id, long startUs, long endUs, String revision, @Nullable String title) {
        var settings = new ClipProperties(
                EngineChoice.AUTO,
                DataSize.ofKilobytes(256),
                StreamForm.COPY,
                Duration.ofSeconds(1),
                100,
                Duration.ofDays(30));
        var source = new ReadySource(
                FIRST,
                "s3://media/game.mp4",
                1_000_000,
                revision,
                600_000_000,
                new SourceMedia("mp4", null, List.of(), List.of(), null),
                true,
                IndexGeneration.BASELINE);
        return ClipDescriptors.describe(
                new Clip(id, FIRST, FIRST, title, startUs, endUs, 1, Instant.EPOCH, Instant.EPOCH), source, settings);
    }
}
