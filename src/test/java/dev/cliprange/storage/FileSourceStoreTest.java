package dev.cliprange.storage;

import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.SourceStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class FileSourceStoreTest extends SourceStoreContract {

    @TempDir
    private static Path folder;

    private static Storage storage;

    @BeforeAll
    static void start() {
        storage = StorageFixture.open(
                StorageFixture.folderOnly(folder.resolve("work")),
                new SimpleMeterRegistry(),
                folder.toUri().toString());
    }

    @AfterAll
    static void stop() {
        storage.close();
    }

    @Override
    SourceStore store() {
        return storage.sources();
    }

    @Override
    Location put(String name, byte[] bytes) throws IOException {
        Path beside = Files.write(folder.resolve(name + ".part"), bytes);
        Files.move(beside, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        return new FileLocation(folder.resolve(name));
    }

    @Override
    Location missing() {
        return new FileLocation(folder.resolve("missing"));
    }
}
