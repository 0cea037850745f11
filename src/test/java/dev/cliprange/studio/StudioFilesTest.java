package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudioFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/studio");
    private static final int FIRST_LOAD_BYTES = 100_000;

    @Test
    void firstLoad_compressedWithoutThePlayerLibrary_isSmall() throws IOException {
        StudioFiles files = StudioFiles.read(false);
        int bytes = files.page().gzip().length;
        for (String name : ownNames()) {
            bytes += files.find(files.hash(), name).orElseThrow().gzip().length;
        }

        assertThat(bytes).isBetween(1, FIRST_LOAD_BYTES);
    }

    @Test
    void files_haveNoInlineScriptOrStyle_andMakeNoMarkupOfText() throws IOException {
        for (String name : ownNames()) {
            assertThat(Files.readString(FOLDER.resolve(name)))
                    .as(name)
                    .doesNotContain(
                            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", ".onclick");
        }
        assertThat(Files.readString(FOLDER.resolve("index.html")))
                .doesNotContain("style=", "<style", " on")
                .containsOnlyOnce("<script type=\"module\" src=");
    }

    @Test
    void page_namesFilesByTheirHash_andAcceptsNoKeyOfAUrl() throws IOException {
        StudioFiles files = StudioFiles.read(false);
        String page = new String(files.page().plain(), StandardCharsets.UTF_8);

        assertThat(page)
                .contains(
                        "/studio/assets/" + files.hash() + "/app.js", "/studio/assets/" + files.hash() + "/studio.css")
                .contains("data-shared-keys=\"false\"")
                .doesNotContain("{{");
        assertThat(files.find("0000000000000000", "app.js")).isEmpty();
        assertThat(files.find(files.hash(), "index.html")).isEmpty();
        assertThat(files.find(files.hash(), "../application.yaml")).isEmpty();
    }

    @Test
    void page_ofTheTryItSetup_acceptsAKeyOfAUrl() throws IOException {
        StudioFiles files = StudioFiles.read(true);

        assertThat(new String(files.page().plain(), StandardCharsets.UTF_8)).contains("data-shared-keys=\"true\"");
        assertThat(files.hash()).isEqualTo(StudioFiles.read(false).hash());
    }

    private static List<String> ownNames() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".js") || name.endsWith(".css"))
                    .sorted()
                    .toList();
        }
    }
}
