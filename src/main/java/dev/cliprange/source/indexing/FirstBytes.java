package dev.cliprange.source.indexing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognises the format of a file by its first bytes. */
final class FirstBytes {

    /** The most bytes that are examined. */
    static final int EXAMINED = 512;

    private static final int TS_PACKET_BYTES = 188;
    private static final int BOX_TYPE_OFFSET = 4;

    /** The types of boxes that a file of the family of MP4 may begin with. ISO/IEC 14496-12, 4.3, and QuickTime. */
    private static final List<String> FIRST_BOXES =
            List.of("ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot", "uuid", "sidx", "emsg");

    /** Formats with video or audio, in hexadecimal digits. FFmpeg reads most of them. */
    private static final List<String> MEDIA = List.of(
            "1a45dfa3", // Matroska and WebM
            "52494646", // RIFF: AVI and WAV
            "52463634", // RF64
            "4f676753", // Ogg
            "464c56", // FLV
            "3026b2758e66cf11", // ASF
            "000001", // MPEG program and elementary streams
            "00000001", // H.264 and H.265 elementary streams
            "060e2b34", // MXF
            "664c6143", // FLAC
            "494433", // MP3 with ID3
            "0b77", // AC-3
            "464f524d", // AIFF
            "63616666", // CAF
            "2e736e64", // AU
            "2321414d52", // AMR
            "7776706b", // WavPack
            "2e524d46"); // RealMedia

    private static final List<Signature> OTHERS = List.of(
            new Signature("25504446", "a PDF document"),
            new Signature("504b0304", "a ZIP archive, or an office document"),
            new Signature("504b0506", "an empty ZIP archive"),
            new Signature("1f8b", "a gzip file"),
            new Signature("425a68", "a bzip2 file"),
            new Signature("fd377a585a00", "an xz file"),
            new Signature("28b52ffd", "a Zstandard file"),
            new Signature("377abcaf271c", "a 7z archive"),
            new Signature("526172211a07", "a RAR archive"),
            new Signature("89504e470d0a1a0a", "a PNG image"),
            new Signature("ffd8ff", "a JPEG image"),
            new Signature("474946383761", "a GIF image"),
            new Signature("474946383961", "a GIF image"),
            new Signature("49492a00", "a TIFF image"),
            new Signature("4d4d002a", "a TIFF image"),
            new Signature("7f454c46", "a program"),
            new Signature("4d5a", "a program for Windows"),
            new Signature("cafebabe", "a Java class file"),
            new Signature("d0cf11e0a1b11ae1", "an office document"),
            new Signature("53514c69746520666f726d6174203300", "an SQLite database"),
            new Signature("4d546864", "a MIDI file"));

    private FirstBytes() {}

    private record Signature(String hex, String name) {}

    /** A format. */
    sealed interface Format {

        /** A format with video or audio. */
        record Media() implements Format {}

        /**
         * A format without video.
         *
         * @param name with its article
         */
        record Other(String name) implements Format {}

        /** No format of this list. */
        record Unknown() implements Format {}
    }

    /** @param bytes the first {@value #EXAMINED} bytes of a file, or all of a shorter one */
    static Format of(byte[] bytes) {
        if (bytes.length == 0) {
            return new Format.Other("an empty file");
        }
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, EXAMINED));
        if (image(bytes).isPresent()) {
            return new Format.Other(image(bytes).get());
        }
        if (isMedia(bytes, hex)) {
            return new Format.Media();
        }
        return OTHERS.stream()
                .filter(signature -> hex.startsWith(signature.hex()))
                .map(Signature::name)
                .findFirst()
                .or(() -> text(bytes))
                .or(() -> hex.chars().allMatch(digit -> digit == '0')
                        ? Optional.of("a file that begins with zeros only")
                        : Optional.empty())
                .<Format>map(Format.Other::new)
                .orElseGet(Format.Unknown::new);
    }

    /** Images in containers that video has, too. */
    private static Optional<String> image(byte[] bytes) {
        if (latin(bytes, 0, 4).equals("RIFF") && latin(bytes, 8, 4).equals("WEBP")) {
            return Optional.of("a WebP image");
        }
        if (latin(bytes, BOX_TYPE_OFFSET, 4).equals("ftyp")) {
            return switch (latin(bytes, 8, 4)) {
                case "heic", "heix", "mif1" -> Optional.of("a HEIF image");
                case "avif" -> Optional.of("an AVIF image");
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }

    private static boolean isMedia(byte[] bytes, String hex) {
        return FIRST_BOXES.contains(latin(bytes, BOX_TYPE_OFFSET, 4))
                || isTransportStream(bytes, 0, TS_PACKET_BYTES)
                // Each packet has a time of 4 bytes in front.
                || isTransportStream(bytes, 4, TS_PACKET_BYTES + 4)
                || MEDIA.stream().anyMatch(hex::startsWith)
                || isMpegAudio(bytes);
    }

    private static boolean isTransportStream(byte[] bytes, int first, int distance) {
        return bytes.length > first + distance && bytes[first] == 0x47 && bytes[first + distance] == 0x47;
    }

    /** A frame of MPEG audio or AAC: 11 bits that are set. */
    private static boolean isMpegAudio(byte[] bytes) {
        return bytes.length > 2
                && (bytes[0] & 0xFF) == 0xFF
                && (bytes[1] & 0xE0) == 0xE0
                && (bytes[1] & 0xFF) != 0xFF
                // A byte order mark of UTF-16 and the start of a JPEG have the same bits.
                && (bytes[1] & 0xFF) != 0xFE;
    }

    /** The kind of text; empty if the bytes are not text. */
    private static Optional<String> text(byte[] bytes) {
        if (bytes.length >= 2 && ((bytes[0] == -1 && bytes[1] == -2) || (bytes[0] == -2 && bytes[1] == -1))) {
            return Optional.of("a text");
        }
        if (!isText(bytes)) {
            return Optional.empty();
        }
        String start = new String(bytes, 0, Math.min(bytes.length, EXAMINED), StandardCharsets.UTF_8)
                .replace("\uFEFF", "")
                .strip()
                .toLowerCase(Locale.ROOT);
        if (start.startsWith("#extm3u")) {
            return Optional.of("an HLS playlist");
        }
        if (start.startsWith("<!doctype html") || start.startsWith("<html") || start.startsWith("<head")) {
            return Optional.of("an HTML page");
        }
        if (start.startsWith("<?xml") || (start.startsWith("<") && start.contains(">"))) {
            return Optional.of(
                    start.contains("<svg") ? "an SVG image" : start.contains("<mpd") ? "a DASH manifest" : "XML");
        }
        if (start.startsWith("webvtt")) {
            return Optional.of("WebVTT subtitles");
        }
        boolean json = start.matches("(?s)\\{\\s*(\".*|})") || start.matches("(?s)\\[\\s*([\\[{\"\\d-].*|])");
        return Optional.of(json ? "JSON" : "a text");
    }

    /** Printable ASCII and white space, with bytes of UTF-8 among it, but not mostly. */
    private static boolean isText(byte[] bytes) {
        int other = 0;
        int length = Math.min(bytes.length, EXAMINED);
        for (byte each : Arrays.copyOf(bytes, length)) {
            if (each < 0) {
                other++;
            } else if (each == 0x7F || (each < ' ' && each != '\n' && each != '\r' && each != '\t' && each != '\f')) {
                return false;
            }
        }
        return other == 0 || (other * 2 <= length && isUtf8(bytes, length));
    }

    private static boolean isUtf8(byte[] bytes, int length) {
        String decoded = new String(bytes, 0, length, StandardCharsets.UTF_8);
        // The last character may be cut.
        int replacement = decoded.indexOf('\uFFFD');
        return replacement < 0 || replacement >= decoded.length() - 3;
    }

    private static String latin(byte[] bytes, int offset, int length) {
        return bytes.length < offset + length ? "" : new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
}
