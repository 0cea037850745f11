package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.timeline.FrameRate;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberedVideoTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 0x5A5A, 0x8000, 0xFFFF})
    void picture_drawn_saysItsNumber(int number) {
        byte[] luma = NumberedPicture.draw(number, 160, 120);
        var image = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 60; y++) {
            for (int x = 0; x < 80; x++) {
                image.setRGB(x, y, 0x010101 * Byte.toUnsignedInt(luma[2 * y * 160 + 2 * x]));
            }
        }

        assertThat(NumberedPicture.read(luma, 160, 120)).hasValue(number);
        assertThat(NumberedPicture.read(image)).as("at half the size").hasValue(number);
    }

    @Test
    void picture_mixedFromTwoOrBlack_saysNothing() {
        byte[] mixed = NumberedPicture.draw(5, 160, 120);
        byte[] other = NumberedPicture.draw(6, 160, 120);
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (byte) ((Byte.toUnsignedInt(mixed[i]) + Byte.toUnsignedInt(other[i])) / 2);
        }

        assertThat(NumberedPicture.read(mixed, 160, 120)).isEmpty();
        assertThat(NumberedPicture.read(new byte[160 * 120], 160, 120)).isEmpty();
    }

    @Test
    void video_decoded_countsItsFramesFromZero() {
        var video = NumberedVideo.avc(new FrameRate(30_000, 1001), 300, 60);

        FfmpegRun run = FfmpegRun.of(
                List.of("-nostdin", "-i", video.file().toString(), "-pix_fmt", "gray", "-f", "rawvideo", "pipe:1"));

        byte[] pictures = run.orThrow().stdout();
        int size = video.width() * video.height();
        assertThat(pictures).hasSize(300 * size);
        for (int number = 0; number < 300; number++) {
            byte[] picture = Arrays.copyOfRange(pictures, number * size, (number + 1) * size);
            assertThat(NumberedPicture.read(picture, video.width(), video.height()))
                    .isEqualTo(OptionalInt.of(number));
        }
    }
}
