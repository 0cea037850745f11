package dev.cliprange.brokenhouse.slice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.http.HttpRange;

record ReadsFiles(HttpRange range) {
    static byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }
}
