package dev.cliprange.delivery;

import static dev.cliprange.delivery.SequenceCuts.frames;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.delivery.SequenceCuts.Cut;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The frames that FFmpeg decodes of sequences where a splice point needs more than joined tables. */
class SequenceFramesIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");

    private final OriginClient client = Origin.shared().client();

    @TempDir
    Path folder;

    private SequenceCuts cuts;

    @BeforeEach
    void create() {
        cuts = new SequenceCuts(Origin.shared(), folder);
    }

    @AfterEach
    void deleteAll() {
        cuts.deleteAll();
    }

    /**
     * The keyframes of the source are CRA pictures, at every 40th frame. At a CRA picture that begins a sequence, decoders
     * drop the pictures before it that they have not output.
     */
    @Test
    void sequence_ofH265_whoseClipsBeginWithCraPictures_hasAllFrames() throws IOException {
        String name = "hevc-open-gop";
        JsonNode source = cuts.source(name);
        List<Cut> forwards = Stream.of(new int[] {5, 33}, new int[] {40, 71}, new int[] {79, 118}, new int[] {120, 121})
                .map(ends -> cuts.cut(source, name, ends[0], ends[1]))
                .toList();
        // The other way round, a clip of one frame is before another.
        for (List<Cut> order : List.of(forwards, forwards.reversed())) {
            JsonNode sequence = cuts.sequence("H.265", order);

            byte[] precise =
                    client.play(sequence.path("preciseStreamUrl").asString()).body();
            byte[] copy = client.play(sequence.path("streamUrl").asString()).body();

            List<String> expected = cuts.preciseFrames(order);
            assertThat(cuts.decoded(precise, Oracle.Edits.IGNORED)).isEqualTo(expected);
            assertThat(cuts.decoded(precise, Oracle.Edits.HONOURED)).isEqualTo(expected);
            assertThat(cuts.decoded(copy, Oracle.Edits.HONOURED)).isEqualTo(frames(order));
        }
    }

    /** The sources have other parameter sets with the same ids. */
    @Test
    void sequence_ofFourSources_hasTheFramesOfItsClips() throws IOException {
        List<Cut> closed = Stream.of("avc-b-pyramid", "avc-2997", "avc-long-gop")
                .flatMap(name -> cuts.some(FULL ? 5 : 2, name).stream())
                .toList();
        List<Cut> all = Stream.concat(closed.stream(), cuts.some(FULL ? 5 : 1, "avc-open-gop").stream())
                .toList();

        byte[] copy = client.play(
                        cuts.sequence("Closed", closed).path("streamUrl").asString())
                .body();
        byte[] precise = client.play(
                        cuts.sequence("Four", all).path("preciseStreamUrl").asString())
                .body();

        assertThat(cuts.decoded(copy, Oracle.Edits.HONOURED)).isEqualTo(frames(closed));
        assertThat(cuts.decoded(precise, Oracle.Edits.IGNORED)).isEqualTo(cuts.preciseFrames(all));
        cuts.assertLike(precise, all);
    }
}
