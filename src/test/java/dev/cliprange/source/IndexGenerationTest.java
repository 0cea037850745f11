package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.timeline.FrameRate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every clip of another media keeps its version: a generation above the baseline is for MPEG-4 Part 2 in MP4 only. */
class IndexGenerationTest {

    @ParameterizedTest
    @CsvSource({
        "mp4, h264, true, 2",
        "mp4, h264, false, 2",
        "mov, hevc, true, 2",
        "matroska, mpeg4, false, 2",
        "avi, mpeg4, false, 2",
        "avi, mpeg4, true, 3",
        "mp4, mpeg4, true, 3",
        "mp4, mpeg4, false, 3",
        "mov, mpeg4, true, 3",
    })
    void generation_isThatOfTheLastChangeForTheMedia(String container, String codec, boolean sliceable, int expected) {
        var video = new SourceMedia.Video(codec, 640, 360, new FrameRate(25, 1), 100, 0, 1_000_000, false);

        assertThat(IndexGeneration.of(new SourceMedia(container, video, List.of(), List.of(), null), sliceable))
                .isEqualTo(expected);
    }

    @Test
    void audioOnly_isOfTheBaseline() {
        assertThat(IndexGeneration.of(new SourceMedia("mp4", null, List.of(), List.of(), null), true))
                .isEqualTo(IndexGeneration.BASELINE);
    }
}
