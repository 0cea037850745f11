package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.memory.HeapShare;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All caches and permits together leave enough heap for requests and for the server itself, by default and in any heap. */
class HeapSharesTest {

    private static final double MOST_PERCENT = 80;

    private static final List<String> FIXED = List.of(
            HeapShare.ENCODING,
            HeapShare.FAILURES,
            HeapShare.PICTURE_FAILURES,
            HeapShare.SILENCE,
            HeapShare.LADDERS,
            HeapShare.CLIENTS,
            HeapShare.KEYS,
            HeapShare.TURNS,
            HeapShare.EVENTS,
            HeapShare.CLIPS,
            HeapShare.SEQUENCES);

    @Test
    void defaults_togetherWithTheFixedShares_leaveAFifthOfTheHeap() {
        double sum = Stream.concat(shares(), FIXED.stream())
                .mapToDouble(HeapSharesTest::percent)
                .sum();

        assertThat(sum).isLessThanOrEqualTo(MOST_PERCENT);
    }

    @Test
    void defaults_ofEveryHeapSetting_areShares() {
        assertThat(shares())
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(share -> assertThat(share).endsWith("%"));
    }

    /** A cache that names its own size would be left out of the sum. */
    @Test
    void everyCache_isBoundedByAShare() throws Exception {
        Pattern bound = Pattern.compile("\\.maximum(Size|Weight)\\(([^;]*?)\\)\\s*\\n");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> bounds = files.filter(file -> file.toString().endsWith(".java"))
                    .map(HeapSharesTest::text)
                    .flatMap(text -> bound.matcher(text).results().map(found -> found.group(2) + " in " + text))
                    .toList();
            assertThat(bounds).hasSizeGreaterThanOrEqualTo(8);
            assertThat(bounds).allSatisfy(it -> {
                String argument = it.substring(0, it.indexOf(" in "));
                assertThat(argument.matches(".*(properties\\.|HeapShare\\.|REMEMBERED).*"))
                        .as(argument)
                        .isTrue();
                assertThat(it.contains("HeapShare") || argument.contains("properties.") || it.contains("ApiKeyService"))
                        .as(argument)
                        .isTrue();
            });
        }
    }

    private static Stream<String> shares() {
        return SettingsRecords.settings()
                .filter(setting -> setting.component().getType() == HeapShare.class)
                .map(setting -> setting.defaultValue().orElseThrow());
    }

    private static double percent(String share) {
        return Double.parseDouble(share.substring(0, share.length() - 1));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
