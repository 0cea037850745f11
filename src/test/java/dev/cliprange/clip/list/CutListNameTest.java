package dev.cliprange.clip.list;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutListNameTest {

    private static final String CLAPPER = "\uD83C\uDFAC";
    private static final ValidatorFactory FACTORY = Validation.buildDefaultValidatorFactory();

    private static final Validator VALIDATOR = FACTORY.getValidator();

    record Named(@CutListName String name) {}

    @AfterAll
    static void close() {
        FACTORY.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "a", "Für den Trailer", "切り抜き", "a/b?c&d=\"e\"", "0d9b6c3a", "no  id"})
    void name_ofPrintableCharacters_isAccepted(String name) {
        assertThat(isAccepted(name)).isTrue();
    }

    @Test
    void name_ofAHundredCodePoints_isTheLongest() {
        assertThat(isAccepted(CLAPPER.repeat(CutListName.MAX_CHARACTERS))).isTrue();
        assertThat(isAccepted(CLAPPER.repeat(CutListName.MAX_CHARACTERS + 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " a",
                "a ",
                "a\nb",
                "a\u0000",
                "a\u0085b",
                "a\n",
                "\uD83C",
                "0d9b6c3a-8e2f-4c71-b5a4-6f1e2d3c4b5a",
                "0D9B6C3A-8E2F-4C71-B5A4-6F1E2D3C4B5A"
            })
    void name_thatIsEmptyUnprintableOrAnId_isRejected(String name) {
        assertThat(isAccepted(name)).isFalse();
    }

    @Test
    void name_thatOnlyContainsAnId_isAccepted() {
        assertThat(isAccepted("of " + UUID.randomUUID())).isTrue();
    }

    private static boolean isAccepted(String name) {
        return VALIDATOR.validate(new Named(name)).isEmpty();
    }
}
