package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.clip.ClipProperties.EngineChoice;
import dev.cliprange.clip.ClipProperties.StreamForm;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceMedia;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/**
 * The versions of twelve clips, as they were computed before the packages were redesigned. A URL that was given away names
 * its version, so a release that changes one of these values breaks every URL. If the bytes of clips have to change, the
 * format version of their engine is raised and the values below are computed anew.
 */
class GoldenVersionsTest {

    private static final UUID ID = UUID.fromString("018f3b2e-6a0d-7000-8000-000000000001");

    @ParameterizedTest
    @CsvSource({
        "AUTO, true, '\"1d5ce0e8a5c7b2f4e9d8c7b6a5948372\"', 0, 0, 10000000, xtmri5qrvmb3gn7v, dh2xnhm6x6nx7lbk",
        "AUTO, true, '\"9b2cf535f27731c974343645a3985328-12\"', 0, 20020000, 25025000, qcrpvjr5wt2gjaxu, i3bb23tdrlxakjku",
        "AUTO, true, 'W/\"65f0-1700000000\"', 3, 3333333, 3366666, cmqswtxsnthvmyom, mh7ognqtswqahbsr",
        "AUTO, false, '\"1d5ce0e8a5c7b2f4e9d8c7b6a5948372\"', 0, 0, 10000000, 2tqbunh2fnsjdkrv, yxduk2hu4plam2sj",
        "FFMPEG, true, '\"9b2cf535f27731c974343645a3985328-12\"', 1, 20020000, 25025000, oxolw3h755hrvx5q, 7mnmg2h7e35plqqh",
        "FFMPEG, false, '1700000000-65f0', 3, 35999000000, 36000000000, 57ydf6uvp5srhbg3, qshujrnul35w6xgc",
    })
    void describe_clipOfAnEarlierRelease_hasTheSameVersions(
            EngineChoice engine,
            boolean sliceable,
            String revision,
            int ignoredTracks,
            long startUs,
            long endUs,
            String version,
            String preciseVersion) {
        var settings = new ClipProperties(
                engine, DataSize.ofKilobytes(256), StreamForm.COPY, Duration.ofSeconds(1), 100, Duration.ofDays(30));
        var clip = new Clip(ID, ID, ID, null, startUs, endUs, 1, Instant.EPOCH, Instant.EPOCH);

        ClipDescriptor described = ClipDescriptors.describe(clip, source(revision, sliceable, ignoredTracks), settings);

        assertThat(described.version()).isEqualTo(version);
        assertThat(described.preciseVersion()).isEqualTo(preciseVersion);
    }

    private static ReadySource source(String revision, boolean sliceable, int ignoredTracks) {
        List<SourceMedia.IgnoredTrack> ignored = IntStream.range(2, 2 + ignoredTracks)
                .mapToObj(index -> new SourceMedia.IgnoredTrack(index, "data", "tmcd", "not played"))
                .toList();
        var media = new SourceMedia("mp4", null, List.of(), ignored, null);
        return new ReadySource(
                ID,
                "s3://media/game.mp4",
                1_000_000,
                revision,
                600_000_000,
                media,
                sliceable,
                IndexGeneration.BASELINE);
    }
}
