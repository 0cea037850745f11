package dev.cliprange.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.CliprangeApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z.-]+)` \\| `[A-Z_]+` \\| (?:`(.*?)`|none) \\|.*");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "migrat | Cliprange cannot start: 'migrat' is no command, option or setting. Did you mean migrate?",
                "serv | Cliprange cannot start: 'serv' is no command, option or setting. Did you mean serve?",
                "--verison | Cliprange cannot start: '--verison' is no command, option or setting. Did you mean --version?",
                "--create-key=edit:me | Cliprange cannot start: '--create-key' is no command, option or setting. Did you"
                        + " mean create-key?",
                "--cliprange-api-key=secret | Cliprange cannot start: '--cliprange-api-key' is no command, option or"
                        + " setting. Did you mean --cliprange.api-key?",
                "-Dcliprange.api-key=secret | Cliprange cannot start: '-Dcliprange.api-key' is no command, option or"
                        + " setting. Did you mean --cliprange.api-key?",
                "--cliprange.api-key secret | Cliprange cannot start: the argument --cliprange.api-key has no value. Write"
                        + " it as --cliprange.api-key=VALUE.",
                "migrate serv | Cliprange cannot start: 'serv' is no command, option or setting. Did you mean serve?",
                "create-key edit | Missing required parameter: 'NAME'.",
                "create-key emperor me | There is no role 'emperor'. Expected: read, edit or admin.",
                "create-key edit /me | '/me' cannot name a key. Expected: at most 100 letters, digits, spaces and . _ @ : /"
                        + " -, beginning with a letter or a digit.",
                "revoke-key 12 | '12' is no id of a key. Expected: a UUID such as 0b4e7f3c-6f0a-4c58-9f6e-2f6d4a1c7e55."
            })
    void run_wrongWord_endsWith2AndNamesTheNearest(String words, String message) {
        int code = run(words.split(" "));

        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo(message + " The option --help lists the commands and the settings.");
        assertThat(code).isEqualTo(2);
        assertThat(out.size()).isZero();
    }

    @Test
    void help_listsTheCommands_andEverySettingOfTheManualWithItsDefault() throws IOException {
        assertThat(run("--help")).isZero();

        List<String> lines =
                out.toString(StandardCharsets.UTF_8).lines().map(String::strip).toList();
        assertThat(lines.stream().map(line -> line.split(" ")[0]))
                .contains("serve", "migrate", "create-key", "revoke-key");
        assertThat(lines).anyMatch(line -> line.contains("docs/configuration.md"));
        var rows = Files.readAllLines(Path.of("docs", "configuration.md")).stream()
                .map(ROW::matcher)
                .filter(java.util.regex.Matcher::matches)
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(80)
                .allSatisfy(row -> assertThat(lines)
                        .anyMatch(line -> line.matches(Pattern.quote(row.group(1)) + " +"
                                + Pattern.quote(row.group(2) == null ? "-" : row.group(2)))));
    }

    @Test
    void help_ofACommand_describesItsParameters() {
        assertThat(run("create-key", "--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("create-key", "ROLE", "read, edit or admin", "NAME");
    }

    @Test
    void version_namesCliprangeJavaAndTheConfiguredFfmpeg() throws IOException {
        Path ffmpeg = program("ffmpeg version 4.3.1-static https://example.org Copyright (c)");

        assertThat(run("--version", "--cliprange.ffmpeg.path=" + ffmpeg)).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Cliprange " + BuildVersion.read(),
                        "Java " + Runtime.version() + " (" + System.getProperty("java.home") + ")",
                        "FFmpeg (cliprange.ffmpeg.path: " + ffmpeg
                                + "): The program is FFmpeg 4.3.1-static (expected: 4.4 or newer).");
    }

    @Test
    void version_withoutFfmpeg_saysSo() {
        assertThat(run("--version", "--cliprange.ffmpeg.path=/nonexistent/ffmpeg"))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .endsWith("FFmpeg (cliprange.ffmpeg.path: /nonexistent/ffmpeg): There is no such program.\n");
    }

    private int run(String... arguments) {
        return new Commands(
                        CliprangeApplication.class,
                        new ProcessLife(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private static Path program(String line) throws IOException {
        Path program = Files.createTempFile("ffmpeg", "");
        Files.writeString(program, "#!/bin/sh\necho '" + line + "'\n");
        program.toFile().setExecutable(true);
        program.toFile().deleteOnExit();
        return program;
    }
}
