package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {

    private static final String ID = "3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/sources",
                "/api/sources/" + ID + "/clips:partition",
                "/api/sources:s3-events",
                "/api/nothing(here)!",
                "/api/sources/a%20b",
                "/api/sources/%7B" + ID + "%7D",
                "/api/sources/1'%20OR%20'1'='1",
                "/api/sources/%C3%BC",
                "/API/Sources",
                "/api/sources/g-b-c-d-e",
                "/videos/clips/" + ID + "/stream/abcdefghijklmn27",
                "/videos/clips/" + ID + "/storyboard/abcdefghijklmn27-2.jpg",
                "/videos/clips/" + ID + "/hls/abcdefghijklmn27/video/12.m4s",
                "/videos/s/1800000060.2026A.FfI0LM6ZcFF3AMXjVsWdECV_jZ9xxqrBae4AeJNJ3Vw/clips/" + ID + "/embed",
                "/VIDEOS/clips",
                "/actuator/health/liveness",
            })
    void matches_pathInItsOnlySpelling_isTrue(String path) {
        assertThat(CanonicalPath.matches(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "api",
                "//",
                "///",
                "/api/",
                "/api//sources",
                "//api/sources",
                "/./api",
                "/api/.",
                "/api/../api",
                "/api/..",
                "/%61pi",
                "/api/%2e%2e/x",
                "/api/%2E%2E/x",
                "/api/a%2fb",
                "/api/a%2Fb",
                "/api/a%5Cb",
                "/api/a\\b",
                "/api/a;b=c",
                "/api/a%3Bb",
                "/api/clips%3Awarm",
                "/api/a%c3%bc",
                "/api/\u00fc",
                "/api/a%00",
                "/api/a%0D%0Ab",
                "/api/a%7F",
                "/api/a%",
                "/api/a%4",
                "/api/a%zz",
                "/api/a%-1",
                "/api/a b",
                "/api/a#b",
                "/api/{a}",
                "/api/clips/3F2B8C1E-0D4A-4F6B-9A57-1C2D3E4F5A6B",
                "/api/clips/3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6B",
                "/api/clips/3f2b8c1e-d4a-4f6b-9a57-1c2d3e4f5a6b",
                "/api/clips/+3f2b8c1e-d4a-4f6b-9a57-1c2d3e4f5a6b",
                "/api/clips/a-b-c-d-e",
                "/api/clips/%20" + ID,
                "/api/clips/" + ID + "%20",
                "/api/clips/%EF%BC%93f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b",
                "/videos/clips/" + ID + "/stream/ABCDEFGHIJKLMN27",
                "/videos/clips/" + ID + "/Stream/abcdefghijklmn27",
                "/videos/clips/" + ID + "/stream/abcdefghijklmn27/",
                "/videos/clips/" + ID + "/stream/abcdefghijklmn27%20",
                "/videos/clips/" + ID + "/stream/abcdefghijklmn27'",
                "/videos/clips/1-1-1-1-1/stream/abcdefghijklmn27",
                "/videos/S/1.A.B/clips/" + ID + "/embed",
                "/%76ideos/clips/" + ID + "/stream/abcdefghijklmn27",
            })
    void matches_anyOtherSpelling_isFalse(String path) {
        assertThat(CanonicalPath.matches(path)).isFalse();
    }
}
