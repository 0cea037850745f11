package dev.cliprange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The tables of the manual in {@code docs}, to be compared with the code. */
final class Manual {

    private Manual() {}

    /** The rows of the one table under a heading of a page, without its head; each cell as it is written. */
    static List<List<String>> table(String page, String heading) {
        try {
            List<String> lines = Files.readAllLines(Path.of("docs", page));
            return lines.stream()
                    .skip(lines.indexOf("## " + heading) + 1L)
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("|"))
                    .skip(2)
                    .map(Manual::cells)
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
