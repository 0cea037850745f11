package dev.cliprange.source.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.source.indexing.FirstBytes.Format;
import dev.cliprange.testing.MediaMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FirstBytesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "255044462d312e37 | a PDF document",
                "504b03041400 | a ZIP archive, or an office document",
                "1f8b08000000 | a gzip file",
                "89504e470d0a1a0a0000000d | a PNG image",
                "ffd8ffe000104a464946 | a JPEG image",
                "474946383961 | a GIF image",
                "7f454c4602 | a program",
                "53514c69746520666f726d6174203300 | an SQLite database",
                "0000001c66747970617669660000000061766966 | an AVIF image",
                "5249464600000000574542505650 | a WebP image",
                "00000000000000000000000000 | a file that begins with zeros only",
                "fffe48006100 | a text"
            })
    void of_binaryFormatWithoutVideo_namesIt(String hex, String name) {
        assertThat(FirstBytes.of(HexFormat.of().parseHex(hex))).isEqualTo(new Format.Other(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<!DOCTYPE html><title>Sign in</title> | an HTML page",
                "  <html lang='en'> | an HTML page",
                "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error> | XML",
                "<?xml version='1.0'?><svg xmlns='…'/> | an SVG image",
                "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'> | a DASH manifest",
                "{\"message\": \"not found\"} | JSON",
                "[1, 2] | JSON",
                "{} | JSON",
                "[] | JSON",
                "{not JSON} | a text",
                "#EXTM3U | an HLS playlist",
                "WEBVTT | WebVTT subtitles",
                "no media in here | a text",
                "Grüße aus Köln | a text"
            })
    void of_text_namesItsKind(String text, String name) {
        assertThat(FirstBytes.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Format.Other(name));
    }

    @Test
    void of_textThatIsCutWithinACharacter_isText() {
        byte[] bytes = ("a" + "ü".repeat(FirstBytes.EXAMINED) + "b").getBytes(StandardCharsets.UTF_8);
        byte[] mixed = "Straße ".repeat(FirstBytes.EXAMINED).getBytes(StandardCharsets.UTF_8);

        assertThat(FirstBytes.of(mixed)).isEqualTo(new Format.Other("a text"));
        // Bytes with the highest bit only are rarely text.
        assertThat(FirstBytes.of(bytes)).isEqualTo(new Format.Unknown());
    }

    @Test
    void of_nothing_isAnEmptyFile() {
        assertThat(FirstBytes.of(new byte[0])).isEqualTo(new Format.Other("an empty file"));
    }

    @Test
    void of_randomBytes_isUnknown() {
        byte[] bytes = new byte[FirstBytes.EXAMINED];
        new Random(4).nextBytes(bytes);
        bytes[0] = 1;

        assertThat(FirstBytes.of(bytes)).isEqualTo(new Format.Unknown());
    }

    @ParameterizedTest
    @MethodSource("media")
    void of_mediaFile_isMedia(Path file) throws IOException {
        assertThat(FirstBytes.of(start(file))).isEqualTo(new Format.Media());
    }

    @ParameterizedTest
    @MethodSource("media")
    void of_anyLengthOfAMediaFile_isNoError(Path file) throws IOException {
        byte[] start = start(file);
        for (int length = 0; length < start.length; length++) {
            assertThat(FirstBytes.of(Arrays.copyOf(start, length))).isNotNull();
        }
    }

    static Stream<Path> media() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/field"))) {
            return Stream.concat(
                            files.toList().stream(),
                            Stream.of(MediaMatrix.entry("avc-2997").file()))
                    .filter(file -> !file.toString().endsWith(".md"));
        }
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return bytes.readNBytes(FirstBytes.EXAMINED);
        }
    }
}
