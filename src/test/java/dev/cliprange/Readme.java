package dev.cliprange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The tables of the README, to be compared with the code. */
final class Readme {

    private Readme() {}

    /** The rows of the one table under a heading, without its head; each cell as it is written. */
    static List<List<String>> table(String heading) {
        try {
            List<String> lines = Files.readAllLines(Path.of("README.md"));
            return lines.stream()
                    .skip(lines.indexOf("## " + heading) + 1L)
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("|"))
                    .skip(2)
                    .map(Readme::cells)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1, row.length() - 1).split("\\|"))
                .map(String::strip)
                .toList();
    }
}
