package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class FileNameTest {

    @Test
    void title_plain_isInline() {
        assertThat(header("", "Harbour at dawn"))
                .isEqualTo("inline; filename=\"Harbour at dawn.mp4\"; filename*=UTF-8''Harbour%20at%20dawn.mp4");
    }

    @Test
    void title_empty_isTheId() {
        assertThat(header("", "")).isEqualTo("inline; filename=\"id-1.mp4\"; filename*=UTF-8''id-1.mp4");
    }

    /** Spring's parser reads {@code filename*}, as browsers do. */
    @Test
    void title_withOtherLetters_isReadBack() {
        String header = header("", "Gr\u00fc\u00dfe \u2192 \u6771\u4eac \ud83c\udfac");

        assertThat(utf8(header))
                .startsWith("inline; filename=\"Gr\u00fc\u00dfe \u2192 \u6771\u4eac \ud83c\udfac.mp4\"; ");
        assertThat(ContentDisposition.parse(header).getFilename())
                .isEqualTo("Gr\u00fc\u00dfe \u2192 \u6771\u4eac \ud83c\udfac.mp4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "download | attachment; filename=\"Title.mp4\"; filename*=UTF-8''Title.mp4",
                "download= | attachment; filename=\"Title.mp4\"; filename*=UTF-8''Title.mp4",
                "download=cut%201 | attachment; filename=\"cut 1.mp4\"; filename*=UTF-8''cut%201.mp4",
                "download=100%25 | attachment; filename=\"100_.mp4\"; filename*=UTF-8''100%25.mp4",
                "download=a+b.mp4 | attachment; filename=\"a+b.mp4\"; filename*=UTF-8''a+b.mp4",
                "expires=1&download=x.MP4&key=k | attachment; filename=\"x.MP4\"; filename*=UTF-8''x.MP4",
                "download=%C3%A9t%C3%A9 | attachment; filename=\"\u00e9t\u00e9.mp4\"; filename*=UTF-8''%C3%A9t%C3%A9.mp4",
                "downloads=x | inline; filename=\"Title.mp4\"; filename*=UTF-8''Title.mp4",
                "x=download | inline; filename=\"Title.mp4\"; filename*=UTF-8''Title.mp4"
            })
    void query_makesAnAttachment_andNamesIt(String query, String header) {
        assertThat(utf8(header("?" + query, "Title"))).isEqualTo(header);
    }

    /** Two readers of such a URL could each use another name, and these bytes are no text. */
    @ParameterizedTest
    @ValueSource(
            strings = {"download=a&download=b", "download=%FF", "download=%E4%BD", "download=%2E%2e", "download=_"})
    void query_withoutOneUsableName_usesTheTitle(String query) {
        assertThat(header("?" + query, "Title"))
                .isEqualTo("attachment; filename=\"Title.mp4\"; filename*=UTF-8''Title.mp4");
    }

    /** No header, no path, no other extension, and no text that is written from right to left. */
    @ParameterizedTest
    @CsvSource({
        "a%0D%0ASet-Cookie:%20b=c, a__Set-Cookie_ b=c.mp4",
        "..%2F..%2Fetc%2Fpasswd, _.._etc_passwd.mp4",
        "C:%5Cevil.exe, C__evil.exe.mp4",
        "a%22;x=%22b, a_;x=_b.mp4",
        "fdp%E2%80%AE4pm.exe, fdp_4pm.exe.mp4",
        "%00, Title.mp4",
        ".hidden, hidden.mp4"
    })
    void name_thatIsHostile_isMadeSafe(String sent, String name) {
        String header = header("?download=" + sent, "Title");

        assertThat(ContentDisposition.parse(header).getFilename()).isEqualTo(name);
        assertThat(header).matches("[^\\p{Cntrl}]*").doesNotContain("\r").doesNotContain("\n");
    }

    /** File systems count bytes. A name of 255 bytes or more cannot be saved. */
    @ParameterizedTest
    @CsvSource({"%F0%9F%8E%AC, \ud83c\udfac, 50", "%E6%97%A5, \u65e5, 66", "%C3%BC, \u00fc, 100", "n, n, 120"})
    void name_thatIsLong_isCut(String sent, String character, int count) {
        assertThat(ContentDisposition.parse(header("?download=" + sent.repeat(300), ""))
                        .getFilename())
                .isEqualTo(character.repeat(count) + ".mp4");
    }

    /** The octets of a header as text, as curl reads them. */
    private static String utf8(String header) {
        return new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String header(String query, String title) {
        var headers = new HttpHeaders();
        var request = MockServerHttpRequest.method(HttpMethod.GET, URI.create("http://host/videos/x" + query))
                .build();
        FileName.write(headers, request, title, "id-1", "mp4");
        return String.valueOf(headers.getFirst(HttpHeaders.CONTENT_DISPOSITION));
    }
}
