package dev.cliprange.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartPageTest {

    @Test
    void page_withSampleClips_playsThemAndLinksBothForms() {
        String page = StartPage.of(
                "1.2.3",
                "http://localhost:8081/actuator/health/readiness",
                List.of(
                        new SampleClip(
                                "frames 1 to 2",
                                "/videos/clips/a/stream/b",
                                "/videos/clips/a/stream/c",
                                "/videos/clips/a/poster/b?width=640"),
                        new SampleClip("<&\">", "/videos/clips/d/stream/e?key=1&x=2", null, null)));

        assertThat(page)
                .contains("1.2.3", "href=\"http://localhost:8081/actuator/health/readiness\"", "href=\"/api/docs\"")
                .contains("<video controls preload=\"metadata\" poster=\"/videos/clips/a/poster/b?width=640\"")
                .contains("<video controls preload=\"metadata\" src=\"/videos/clips/d/stream/e")
                .contains("<a href=\"/videos/clips/a/stream/b\">copy</a>")
                .contains("<a href=\"/videos/clips/a/stream/c\">precise</a>")
                .contains("&lt;&amp;&quot;&gt;", "?key=1&amp;x=2")
                .containsOnlyOnce("precise</a>")
                .doesNotContain("<script", "POST /api/sources");
    }

    @Test
    void page_withoutSampleClips_saysWhatToDoNext() {
        assertThat(StartPage.of("1", "/actuator/health/readiness", List.of()))
                .contains("POST /api/sources")
                .doesNotContain("<video");
    }

    @Test
    void sampleClip_outsideThePlaybackPaths_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SampleClip("a", "https://elsewhere.example/a", null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new SampleClip("a", "/videos/a", "javascript:x", null));
        assertThatIllegalArgumentException().isThrownBy(() -> new SampleClip("a", "/videos/a", null, "data:x"));
    }
}
