package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.ffmpeg.packet.InputReport;
import dev.cliprange.ffmpeg.packet.ListedStream;
import dev.cliprange.ffmpeg.packet.PacketListing;
import dev.cliprange.ffmpeg.process.FfmpegDiagnostic;
import dev.cliprange.ffmpeg.process.StderrTail;
import dev.cliprange.timeline.FrameRate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read out of FFmpeg's words. */
class FfmpegTextTest {

    @Test
    void stderr_addressWithWordsOfTrouble_isNoDiagnosticAndNotKept() {
        StderrTail tail = drain(
                "https://x/Connection refused?sig=1", "Input #0, mov, from 'https://x/Connection refused?sig=1':\n");

        assertThat(tail.diagnostics()).isEmpty();
        assertThat(tail.text()).doesNotContain("sig=1");
    }

    @Test
    void stderr_titleWithWordsOfTrouble_isNoDiagnostic() {
        assertThat(drain("none", "    title           : Connection refused\n").diagnostics())
                .isEmpty();
    }

    @Test
    void stderr_endlessLine_isCutOff() {
        assertThat(drain("none", "x".repeat(1_000_000)).text()).hasSize(1024);
    }

    @Test
    void stderr_manyLines_keepsTheLastAndEveryDiagnostic() {
        StderrTail tail = drain("none", "[http @ 0x1] HTTP error 412 Precondition Failed\n" + "noise\n".repeat(10_000));

        assertThat(tail.diagnostics()).contains(FfmpegDiagnostic.CHANGED);
        assertThat(tail.text()).hasSizeLessThan(100);
    }

    @ParameterizedTest
    @CsvSource({
        "mono,1",
        "stereo,2",
        "5.1(side),6",
        "5.1,6",
        "7.1,8",
        "quad,4",
        "5.1.2,8",
        "downmix,2",
        "3 channels,3",
        "odd,0"
    })
    void banner_channelLayout_isCounted(String layout, int channels) {
        InputReport banner = new InputReport();
        banner.accept("Input #0, matroska,webm, from '<source>':");
        banner.accept("  Stream #0:3(eng): Audio: aac (LC), 48000 Hz, " + layout + ", fltp, 60 kb/s");
        banner.accept("Stream mapping:");
        banner.accept("  Stream #0:3 -> #0:0 (copy)");

        assertThat(banner.ofOutput(0).channels()).isEqualTo(channels);
        assertThat(banner.ofOutput(0).language()).isEqualTo("eng");
        assertThat(banner.container()).isEqualTo("matroska,webm");
    }

    @ParameterizedTest
    @CsvSource({"-90.00,90", "90.00,270", "180.00,180", "-180.00,180", "0.00,0", "-89.60,90"})
    void banner_displayMatrix_isClockwise(String counterclockwise, int clockwise) {
        InputReport banner = new InputReport();
        banner.accept("Input #0, mov, from '<source>':");
        banner.accept("  Duration: 00:00:01.02, start: -1.500000, bitrate: 1 kb/s");
        banner.accept("    Stream #0:0[0x1](und): Video: h264 (High), 1080x720, 29.97 fps, 30 tbr");
        banner.accept("      displaymatrix: rotation of " + counterclockwise + " degrees");
        banner.accept("Stream mapping:");
        banner.accept("  Stream #0:0 -> #0:0 (copy)");

        assertThat(banner.ofOutput(0).rotation()).isEqualTo(clockwise);
        assertThat(banner.ofOutput(0).framesPerSecond()).isEqualTo(29.97);
        assertThat(banner.startUs()).isEqualTo(-1_500_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[framecrc @ 0x5] Non-monotonous DTS in output stream 0:1; previous: 9000, current: 2000; changing to 9000.",
                "[vost#0:1/copy @ 0x5] Non-monotonic DTS; previous: 9000, current: 2000; changing to 9000.",
            })
    void listing_timesGoBackByMoreThanASecond_isAJump(String line) {
        PacketListing packets = new PacketListing();
        packets.accept("#tb 1: 1/1000");

        packets.jumps().acceptStderr(line.replace("2000", "8990"));
        assertThat(packets.jumps().goesBack(packets.streams())).isEmpty();
        packets.jumps().acceptStderr(line);
        assertThat(packets.jumps().goesBack(packets.streams())).hasValue(1);
    }

    @Test
    void listing_oneStreamPauses_isNoJump() {
        PacketListing packets = new PacketListing();
        packets.accept("#tb 0: 1/1000");
        packets.accept("#tb 1: 1/1000");
        for (int i = 0; i < 20; i++) {
            packets.accept("0, " + i * 1000 + ", " + i * 1000 + ", 1000, 1, 0x0");
        }
        packets.accept("1, 19000, 19000, 1000, 1, 0x0");
        assertThat(packets.jumps().forwardAtUs()).isEmpty();
        packets.accept("1, 40000, 40000, 1000, 1, 0x0");
        assertThat(packets.jumps().forwardAtUs()).hasValue(19_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Audio: none (apac / 0x63617061), 48000 Hz, mono, 34 kb/s | audio | apac | false",
                "Video: png, rgba(pc), 32x32, 90k tbr, 90k tbn (attached pic) | video | png | true",
                "Subtitle: subrip | subtitle | subrip | false",
                "Data: none (tmcd / 0x64636D74), 0 kb/s | data | tmcd | false",
                "Audio: none ([0][0][0][0] / 0x0000), 48000 Hz | audio | none | false",
            })
    void banner_anyStream_hasKindAndCodec(String text, String kind, String codec, boolean picture) {
        InputReport banner = new InputReport();
        banner.accept("Input #0, matroska,webm, from '<source>':");
        banner.accept("  Stream #0:2(eng): " + text);

        InputReport.Stream stream = banner.streams().getFirst();
        assertThat(stream.number()).isEqualTo(2);
        assertThat(stream.kind()).isEqualTo(kind);
        assertThat(stream.codec()).isEqualTo(codec);
        assertThat(stream.picture()).isEqualTo(picture);
    }

    @ParameterizedTest
    @CsvSource({
        "1/30000,1001,30000/1001",
        "1/90000,3003,30000/1001",
        "1/90000,3750,24/1",
        "1001/24000,1,24000/1001",
        "1/1000,40,25/1",
        "1/12800,512,25/1",
        "1/1000,70,100/7"
    })
    void listing_evenFrames_haveTheirExactRate(String timeBase, long interval, String rate) {
        ListedStream stream = video(timeBase);
        for (int i = 0; i < 500; i++) {
            stream.add(i * interval, i * interval, interval, i % 50 == 0 ? ListedStream.KEY : 0);
        }

        assertThat(stream.frameRate(0)).isEqualTo(FrameRate.parse(rate));
        assertThat(stream.packets()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"24000,1001", "24,1", "30000,1001", "30,1", "60000,1001", "60,1"})
    void listing_timesInMilliseconds_stillGiveTheExactRate(long numerator, long denominator) {
        FrameRate rate = new FrameRate(numerator, denominator);
        ListedStream stream = video("1/1000");
        for (int i = 0; i < 3000; i++) {
            long milliseconds = Math.round(i * 1000.0 * denominator / numerator);
            stream.add(milliseconds, milliseconds, 1, ListedStream.KEY);
        }

        assertThat(stream.frameRate(0)).isEqualTo(rate);
        assertThat(stream.allKey()).isTrue();
        assertThat(stream.endUs()).isBetween(rate.frameUs(3000) - 3_000, rate.frameUs(3000) + 3_000);
    }

    @Test
    void listing_someFramesMissing_takesTheRateThatFfmpegSays() {
        ListedStream stream = video("1/90000");
        for (int i = 0; i < 60; i++) {
            if (i != 20) {
                stream.add(i * 3750L, i * 3750L, 3750, ListedStream.KEY);
            }
        }

        assertThat(stream.frameRate(24)).isEqualTo(new FrameRate(24, 1));
    }

    @Test
    void listing_keyframes_giveTheLongestInterval() {
        PacketListing listing = new PacketListing();
        listing.accept("#tb 0: 1/1000");
        listing.accept("#media_type 0: video");
        listing.accept("#codec_id 0: h264");
        listing.accept("#dimensions 0: 640x360");
        listing.accept("0,        -80,          0,       40,     4279, 0xd8f93fb3");
        listing.accept("0,        -40,         80,       40,      268, 0xe290cd59, F=0x0, S=1,        1, 0x00e000e0");
        listing.accept("0,          0,         40,       40,      268, 0xe290cd59, F=0x0");
        listing.accept("0,         40,        120,       40,     4279, 0xd8f93fb3, S=1,        1");
        listing.accept("0,         80,        160,       40,      268, 0xe290cd59, F=0x0");
        listing.accept("words that nobody expects");

        ListedStream stream = listing.streams().get(0);
        assertThat(stream.packets()).isEqualTo(5);
        assertThat(stream.longestKeyIntervalUs()).isEqualTo(120_000);
        assertThat(stream.endUs()).isEqualTo(200_000);
        assertThat(stream.width).isEqualTo(640);
        assertThat(stream.allKey()).isFalse();
    }

    private static ListedStream video(String timeBase) {
        ListedStream stream = new ListedStream();
        stream.mediaType = "video";
        stream.timeBase(timeBase);
        return stream;
    }

    private static StderrTail drain(String secret, String text) {
        StderrTail tail = new StderrTail(secret, line -> {});
        tail.drain(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return tail;
    }
}
