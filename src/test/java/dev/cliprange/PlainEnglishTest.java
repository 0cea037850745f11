package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Comments in main code and all Markdown files avoid ten words that made them hard to read. CONTRIBUTING.md says what to
 * write instead. Code spans and quotes of standards ({@code <q>} in Java, lines with {@code >} in Markdown) are exempt.
 */
class PlainEnglishTest {

    private static final Pattern WORD = Pattern.compile(
            "\\b(?:behind|whoever|nobody|anybody|told|tells|sound|wish|stands"
                    + "|(?<!\\b(?:IP|IPv4|IPv6|socket|bind|memory) )address)\\b",
            Pattern.CASE_INSENSITIVE);

    /** Packages that are not rewritten yet. A package that is missing here is checked. */
    private static final Set<String> NOT_YET_CLEAN = Set.of();

    private static final Set<String> MARKDOWN_NOT_YET_CLEAN = Set.of();

    private static final Path MAIN = Path.of("src", "main", "java", "dev", "cliprange");
    private static final Set<String> OUTSIDE = Set.of("target", "node_modules", ".git");

    @Test
    void commentsOfMainCode_avoidTheWords() throws IOException {
        var found = new ArrayList<String>();
        List<Path> files = files(MAIN, ".java");
        for (Path file : files) {
            Path folder = MAIN.relativize(file).getParent();
            String name = folder == null ? "" : folder.toString().replace('/', '.');
            if (!NOT_YET_CLEAN.contains(name)) {
                found.addAll(words(file, commentsOf(Files.readString(file))));
            }
        }

        assertThat(files).hasSizeGreaterThan(100);
        assertThat(found).isEmpty();
    }

    @Test
    void markdown_avoidsTheWords() throws IOException {
        var found = new ArrayList<String>();
        List<Path> files = files(Path.of(""), ".md");
        for (Path file : files) {
            if (!MARKDOWN_NOT_YET_CLEAN.contains(file.toString())) {
                found.addAll(words(file, proseOf(Files.readString(file))));
            }
        }

        assertThat(files).contains(Path.of("README.md"), Path.of("docs", "architecture.md"));
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    int a; // is TOLD                  | told
                    int a; /* behind it */ int b;      | behind
                    /** <p>Nobody. */                  | nobody
                    '"' // the sound                   | sound
                    int a = 1 / 2; // a wish           | wish
                    "//" + /* it stands */ b           | stands
                    // the address                     | address
                    // the IP addresses, or an address | address
                    // the IP address                  |
                    // {@code address}                 |
                    // <q>the address of RFC 3986</q>  |
                    String address = "behind";         |
                    url = "https://behind";            |
                    '\\'' + "\\\\" + "// behind"       |
                    // the addresses are sounder       |
                    """)
    void comments_withWord_areFound(String code, String word) {
        List<String> found = words(Path.of("A.java"), commentsOf(code));

        assertThat(found)
                .hasSize(word == null ? 0 : 1)
                .allSatisfy(line -> assertThat(line).startsWith("A.java:1: ").containsIgnoringCase(word));
    }

    @Test
    void comment_ofSeveralLines_isFoundWithItsLine() {
        String code = """
                /**
                 * The socket
                 * address is exempt,
                 * not the address.
                 */
                String text = \"""
                    // told
                    \""";
                // nobody
                """;

        assertThat(words(Path.of("A.java"), commentsOf(code))).containsExactly("A.java:4: address", "A.java:9: nobody");
    }

    @Test
    void markdown_codeAndQuotes_areExempt() {
        String text = """
                One `address`.
                > The address of RFC 3986.
                ```
                tells
                ```

                    told

                He tells.
                """;

        assertThat(words(Path.of("A.md"), proseOf(text))).containsExactly("A.md:9: tells");
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(end))
                    .filter(path -> Stream.iterate(path, p -> p != null, Path::getParent)
                            .noneMatch(
                                    part -> OUTSIDE.contains(part.getFileName().toString())))
                    .sorted()
                    .toList();
        }
    }

    /** @param prose the file's text, with blanks instead of everything that is not checked */
    private static List<String> words(Path file, String prose) {
        var found = new ArrayList<String>();
        // Only one blank remains between two words of a sentence, also across lines of a comment.
        String[] lines = prose.split("\n", -1);
        var text = new StringBuilder();
        var starts = new ArrayList<Integer>();
        for (String line : lines) {
            starts.add(text.length());
            text.append(line.strip().replaceAll("^\\*+\\s?", "").replaceAll("\\s+", " "))
                    .append(' ');
        }
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            int line = (int)
                    starts.stream().filter(start -> start <= matcher.start()).count();
            found.add(file + ":" + line + ": " + matcher.group());
        }
        return found;
    }

    /** The comments of Java code; everything else is blanked, and lines stay where they are. */
    private static String commentsOf(String code) {
        Matcher token = Pattern.compile("(?s)//[^\n]*|/\\*.*?\\*/|\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\""
                        + "|'(?:\\\\.|[^'\\\\\n])*'")
                .matcher(code);
        var comments = new StringBuilder();
        int end = 0;
        while (token.find()) {
            comments.append(blank(code.substring(end, token.start())));
            String text = token.group();
            comments.append(text.startsWith("/") ? blank(text, "(?s)\\{@code.*?\\}|<q>.*?</q>") : blank(text));
            end = token.end();
        }
        return comments.append(blank(code.substring(end))).toString();
    }

    private static String proseOf(String markdown) {
        return blank(markdown, "(?sm)^```.*?^```|^> [^\n]*|^(?:    |\t)[^\n]*|`[^`]*`");
    }

    private static String blank(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).replaceAll(match -> blank(match.group()));
    }

    private static String blank(String text) {
        return text.replaceAll("[^\n]", " ");
    }
}
