package dev.cliprange.testing;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pictures as FFmpeg shows them: upright, 8 bits, red, green and blue for each pixel. */
public record Rgb(int width, byte[] bytes) {

    /** All pictures of a file's video that FFmpeg shows, in their order. */
    public static List<Rgb> ofVideo(Path file, int width, int height) {
        var arguments = new ArrayList<>(List.of("-nostdin", "-max_error_rate", "1", "-copyts", "-i", file.toString()));
        arguments.addAll(List.of("-map", "0:V:0"));
        arguments.addAll(TestFfmpeg.version().everyFrameAtItsOwnTime());
        arguments.addAll(List.of("-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"));
        byte[] all = FfmpegRun.of(arguments).orThrow().stdout();
        int size = width * height * 3;
        var pictures = new ArrayList<Rgb>();
        for (int at = 0; at + size <= all.length; at += size) {
            pictures.add(new Rgb(width, Arrays.copyOfRange(all, at, at + size)));
        }
        return pictures;
    }

    /** The picture of a JPEG. */
    public static Rgb ofJpeg(byte[] jpeg) {
        byte[] pixels = FfmpegRun.of(
                        List.of("-f", "mjpeg", "-i", "pipe:0", "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"),
                        (OutputStream stdin) -> stdin.write(jpeg))
                .orThrow()
                .stdout();
        return new Rgb(Jpeg.of(jpeg).width(), pixels);
    }

    /** A part of this picture. */
    public Rgb part(int x, int y, int partWidth, int partHeight) {
        byte[] part = new byte[partWidth * partHeight * 3];
        for (int row = 0; row < partHeight; row++) {
            System.arraycopy(bytes, ((y + row) * width + x) * 3, part, row * partWidth * 3, partWidth * 3);
        }
        return new Rgb(partWidth, part);
    }

    public int height() {
        return bytes.length / 3 / width;
    }

    /** The peak signal-to-noise ratio to another picture of the same size, in dB; 99 for the same picture. */
    public double psnr(Rgb other) {
        if (other.bytes.length != bytes.length || other.width != width) {
            throw new IllegalArgumentException(
                    width + "x" + height() + " is not compared with " + other.width + "x" + other.height());
        }
        double squares = 0;
        for (int i = 0; i < bytes.length; i++) {
            int difference = (bytes[i] & 0xFF) - (other.bytes[i] & 0xFF);
            squares += (double) difference * difference;
        }
        return squares == 0 ? 99 : Math.min(99, 10 * Math.log10(255.0 * 255.0 * bytes.length / squares));
    }
}
