package dev.cliprange.ffmpeg.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.ffmpeg.FfmpegHarness;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.timeline.TimeRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipCommandTest {

    private static final String ADDRESS = "https://storage.example/b/k.mp4?a=1&b=$(id);`id`";

    private final FfmpegProperties properties = FfmpegHarness.settings(Path.of("/opt/ffmpeg"));

    @Test
    void clip_remoteSource_isOneArgumentEachAndGuarded() {
        List<String> command = clip(FfmpegInput.http(ADDRESS));

        assertThat(command).startsWith("/opt/ffmpeg").contains(ADDRESS, "-nostdin", "-hide_banner");
        assertThat(command).containsSubsequence("-protocol_whitelist", "http,https,tcp,tls");
        assertThat(command).containsSubsequence("-format_whitelist", "-rw_timeout", "10000000", "-ss", "-i", ADDRESS);
        assertThat(command).containsSubsequence("-ss", "20.020000", "-i", "-t", "0.000333", "-c", "copy");
        assertThat(command).endsWith("pipe:1").doesNotContain("-nofind_stream_info");
    }

    @Test
    void clip_knownMp4_isNotLookedInto() {
        assertThat(clip(FfmpegInput.http(ADDRESS).withMedia("mov,mp4,m4a,3gp,3g2,mj2", "h264", List.of("aac"))))
                .contains("-nofind_stream_info")
                .doesNotContain("aac_adtstoasc");
    }

    @Test
    void clip_mp4WithVp9_isLookedInto() {
        assertThat(clip(FfmpegInput.http(ADDRESS).withMedia("mov,mp4,m4a,3gp,3g2,mj2", "vp9", List.of())))
                .doesNotContain("-nofind_stream_info");
    }

    @Test
    void clip_matroska_isLookedInto() {
        assertThat(clip(FfmpegInput.http(ADDRESS).withMedia("matroska,webm", "h264", List.of("aac"))))
                .doesNotContain("-nofind_stream_info");
    }

    @Test
    void clip_transportStream_getsTheAudioFilterOnAacOnly() {
        assertThat(clip(FfmpegInput.http(ADDRESS).withMedia("mpegts", "h264", List.of("mp2", "aac"))))
                .containsSubsequence("-bsf:a:1", "aac_adtstoasc")
                .doesNotContain("-bsf:a:0");
    }

    /** It would end a clip also where a decode time is moved by one tick; what stderr says of reading decides instead. */
    @Test
    void clip_anySource_isNotEndedByTheFirstWarning() {
        assertThat(clip(FfmpegInput.http(ADDRESS))).doesNotContain("-xerror", "-strict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flac", "opus", "truehd"})
    void clip_codecThatFfmpegCallsExperimental_isWrittenAnyway(String codec) {
        assertThat(clip(FfmpegInput.http(ADDRESS).withMedia("matroska,webm", "h264", List.of("aac", codec))))
                .containsSubsequence("-c", "copy", "-strict", "experimental", "-f", "mp4");
    }

    @Test
    void clip_withoutSomeStreams_namesThem() {
        FfmpegInput input = FfmpegInput.http(ADDRESS)
                .withMedia("matroska,webm", "h264", List.of("aac"))
                .without(Set.of(3, 0));

        assertThat(clip(input))
                .containsSubsequence("-map", "0:V?", "-map", "0:a?", "-map", "-0:0", "-map", "-0:3", "-c", "copy")
                .doesNotContain("0:V:0?");
    }

    @Test
    void clip_condition_isSentAsAHeaderLine() {
        assertThat(clip(FfmpegInput.http(ADDRESS).withHeader("If-Match", "\"abc\"")))
                .containsSubsequence("-headers", "If-Match: \"abc\"\r\n", "-i");
    }

    @Test
    void clip_localFile_hasNoNetwork() {
        assertThat(clip(FfmpegInput.file("/media/a b.mkv")))
                .containsSubsequence("-protocol_whitelist", "file", "-i", "file:/media/a b.mkv")
                .doesNotContain("-rw_timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-y", "http://a\nb"})
    void input_addressThatIsNone_isRefused(String address) {
        assertThatThrownBy(() -> FfmpegInput.http(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void input_headerOfTwoLines_isRefused() {
        assertThatThrownBy(() -> FfmpegInput.http(ADDRESS).withHeader("If-Match", "a\r\nRange: bytes=0-1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FfmpegInput(ADDRESS, Set.of(), Map.of(), "", "", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void input_asText_hidesTheAddress() {
        assertThat(FfmpegInput.http(ADDRESS).toString()).doesNotContain("storage.example");
    }

    private List<String> clip(FfmpegInput input) {
        return ClipCommand.clip(properties, input, new TimeRange(20_020_000, 20_020_333));
    }
}
