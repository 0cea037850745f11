package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {

    @ParameterizedTest
    @CsvSource({
        "eng, en",
        "deu, de",
        "ger, de",
        "fra, fr",
        "fre, fr",
        "heb, he",
        "ind, id",
        "yid, yi",
        "yue, yue",
        "en, en",
        "pt-BR, pt-BR",
        "und,",
        "mul,",
        "zxx,",
        "```,",
        "'',",
        "e,",
        "en_US,",
        "'en\"',"
    })
    void tag_ofACode_isTheShortest(String code, String tag) {
        assertThat(Languages.tag(code)).isEqualTo(Optional.ofNullable(tag));
    }
}
