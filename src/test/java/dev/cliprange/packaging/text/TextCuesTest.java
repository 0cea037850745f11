package dev.cliprange.packaging.text;

import static dev.cliprange.packaging.text.TextSamples.box;
import static dev.cliprange.packaging.text.TextSamples.join;
import static dev.cliprange.packaging.text.TextSamples.sample;
import static dev.cliprange.packaging.text.TextSamples.styl;
import static dev.cliprange.packaging.text.TextSamples.style;
import static dev.cliprange.packaging.text.TextSamples.tx3g;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.mp4.MalformedMp4Exception;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextCuesTest {

    @Test
    void tx3g_samplesWithAndWithoutText_areCuesOfTheSamplesTimes() {
        List<Cue> cues = read(
                TextFormat.TX3G,
                sample(0, 1000, tx3g("")),
                sample(1000, 3000, tx3g("Tom & <Jerry>\r\n\r\nwith --> an arrow\0")),
                sample(3000, 4000, tx3g("")));

        assertThat(cues)
                .containsExactly(new Cue(1000, 3000, "", "Tom &amp; &lt;Jerry&gt;\nwith --&gt; an arrow\uFFFD"));
    }

    @Test
    void tx3g_styles_areTagsAtTheirCharacters() {
        // The second character is outside the basic plane: it counts once.
        byte[] data = tx3g("a\uD83D\uDE00cd e", styl(style(1, 2, 1), style(3, 4, 6), style(4, 5, 2), style(5, 99, 4)));

        assertThat(text(TextFormat.TX3G, data)).isEqualTo("a<b>\uD83D\uDE00</b>c<i><u>d</u></i> <u>e</u>");
    }

    @Test
    void tx3g_utf16_isReadByItsByteOrderMark() {
        assertThat(text(TextFormat.TX3G, tx3g("\uFEFFgrün".getBytes(StandardCharsets.UTF_16BE))))
                .isEqualTo("grün");
        assertThat(text(TextFormat.TX3G, tx3g("\uFEFFgrün".getBytes(StandardCharsets.UTF_16LE))))
                .isEqualTo("grün");
    }

    @Test
    void tx3g_thatIsCutOff_isMalformed() {
        for (byte[] data : List.of(
                new byte[0],
                new byte[] {0},
                new byte[] {0, 3, 'a', 'b'},
                join(tx3g("a"), new byte[] {0, 0, 0, 20, 's', 't', 'y', 'l', 0, 9, 0, 0}),
                tx3g("a", box("styl", new byte[] {0, 2}, style(0, 1, 1))))) {
            assertThatThrownBy(() -> text(TextFormat.TX3G, data)).isInstanceOf(MalformedMp4Exception.class);
        }
    }

    @Test
    void wvtt_cuesOfASample_keepTheirSettingsAndTags() {
        byte[] data = join(
                box(
                        "vttc",
                        box("sttg", "line:10%  align:left region:r1 -->"),
                        box("payl", "<v Ann>Hi & <i>ho</i>\n\n")),
                box("vtta", "a note"),
                box("vttc", box("iden", "2"), box("payl", "one <00:01:02.500>two")));

        assertThat(read(TextFormat.WVTT, sample(0, 9, data)))
                .containsExactly(
                        new Cue(0, 9, "line:10% align:left", "<v Ann>Hi & <i>ho</i>"), new Cue(0, 9, "", "one two"));
        assertThat(read(TextFormat.WVTT, sample(0, 9, box("vtte")))).isEmpty();
    }

    @Test
    void wvtt_cueOverSeveralSamples_isOne() {
        byte[] first = box("vttc", box("payl", "first"));
        byte[] second = box("vttc", box("payl", "second"));

        List<Cue> cues = read(
                TextFormat.WVTT,
                sample(0, 10, first),
                sample(10, 20, join(first, second)),
                sample(20, 30, second),
                sample(30, 40, box("vtte")),
                sample(40, 50, second));

        assertThat(cues)
                .containsExactly(
                        new Cue(0, 20, "", "first"), new Cue(10, 30, "", "second"), new Cue(40, 50, "", "second"));
    }

    @Test
    void wvtt_thatIsCutOff_isMalformed() {
        assertThatThrownBy(() -> text(TextFormat.WVTT, new byte[] {0, 0, 0, 99, 'v', 't', 't', 'c'}))
                .isInstanceOf(MalformedMp4Exception.class);
    }

    @Test
    void stpp_document_isReadWithNestedTimesAndStyles() {
        String document = """
                <tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"
                    xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
                    ttp:frameRate="25">
                  <head>
                    <metadata><ttm:title>not shown</ttm:title></metadata>
                    <styling><style xml:id="s1" tts:fontStyle="italic"/></styling>
                    <layout><region xml:id="r"><style tts:fontWeight="bold"/></region></layout>
                  </head>
                  <body begin="10s"><div begin="00:00:01.000">
                    <p begin="0.5s" end="00:00:02:05" style="s1">A &amp; B
                      <br/> <span tts:fontWeight="bold">bold</span></p>
                    <p begin="3s" dur="500ms"><span>one</span><span begin="100ms" end="200ms" tts:fontStyle="normal"> two </span></p>
                    <p begin="5s" end="4s">never</p>
                    <p begin="6s"> </p>
                  </div></body>
                </tt>
                """;

        assertThat(TextCues.read(
                        TextFormat.STPP,
                        List.of(sample(0, 60_000_000, document.getBytes(StandardCharsets.UTF_8))),
                        1_000_000))
                .containsExactly(
                        new Cue(12_500_000, 14_200_000, "", "<i>A &amp; B </i>\n<b><i>bold</i></b>"),
                        new Cue(15_000_000, 15_500_000, "", "one"),
                        new Cue(15_100_000, 15_200_000, "", "two"));
    }

    @Test
    void stpp_cueOverTwoSamples_isOneAndEndsWithThem() {
        byte[] document = "<tt><body><div><p begin='5s'>text</p></div></body></tt>".getBytes(StandardCharsets.UTF_8);

        assertThat(read(TextFormat.STPP, sample(0, 6_000_000, document), sample(6_000_000, 9_000_000, document)))
                .containsExactly(new Cue(5_000_000, 9_000_000, "", "text"));
        assertThat(read(TextFormat.STPP, sample(0, 1, new byte[0]))).isEmpty();
    }

    @Test
    void stpp_sequentialContainer_beginsEachAfterTheOneBefore() {
        byte[] document =
                "<tt><body timeContainer='seq'><div dur='2s'><p>a</p></div><div dur='1s'><p>b</p></div></body></tt>"
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(read(TextFormat.STPP, sample(0, 9_000_000, document)))
                .containsExactly(new Cue(0, 2_000_000, "", "a"), new Cue(2_000_000, 3_000_000, "", "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no XML",
                "<tt><body>",
                "<!DOCTYPE tt [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><tt><body><div><p>&a;</p></div></body></tt>",
                "<!DOCTYPE tt [<!ENTITY a 'b'>]><tt><body><div><p>&a;</p></div></body></tt>"
            })
    void stpp_thatIsNoDocumentOrHasEntities_isMalformed(String document) {
        assertThatThrownBy(() -> text(TextFormat.STPP, document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMp4Exception.class);
    }

    @Test
    void stpp_thatIsNestedTooDeeply_isMalformed() {
        String document = "<div>".repeat(100_000);

        assertThatThrownBy(() -> text(TextFormat.STPP, document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMp4Exception.class)
                .hasMessageContaining("nested");
    }

    @ParameterizedTest
    @CsvSource({
        "00:00:01, 1000000",
        "01:02:03.5, 3723500000",
        "00:00:01:15, 1500000",
        "123:00:00.000001, 442800000001",
        "1.5h, 5400000000",
        "2m, 120000000",
        "2.25s, 2250000",
        "40ms, 40000",
        "45f, 1500000",
        "45t, 1500000"
    })
    void time_ofEachForm_isInMicroseconds(String text, long us) {
        assertThat(TtmlTime.of("30", "", "").us(text)).contains(us);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1:00", "-1s", "1 s", "00:00", "99999999999999999999s", "s", "wallclock(1)"})
    void time_thatIsNone_isEmpty(String text) {
        assertThat(TtmlTime.of("30", "", "").us(text)).isEmpty();
    }

    @Test
    void rates_withMultiplierAndTicks_areUsed() {
        assertThat(TtmlTime.of("30", "1000 1001", "").us("30f")).contains(1_001_000L);
        assertThat(TtmlTime.of("", "", "10000000").us("15000000t")).contains(1_500_000L);
        assertThat(TtmlTime.of("", "", "").us("2t")).contains(2_000_000L);
        assertThat(TtmlTime.of("0", "1 0", "0").us("30f")).contains(1_000_000L);
    }

    private static String text(TextFormat format, byte[] data) {
        List<Cue> cues = read(format, sample(0, 1000, data));
        assertThat(cues).hasSize(1);
        return cues.getFirst().text();
    }

    private static List<Cue> read(TextFormat format, TextSample... samples) {
        return TextCues.read(format, List.of(samples), 0);
    }
}
