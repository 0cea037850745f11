package dev.cliprange.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Resources that are closed in the opposite order of their opening. */
final class ResourceStack implements Closeable {

    private final List<Closeable> open = new ArrayList<>();

    <T extends Closeable> T add(T resource) {
        open.add(resource);
        return resource;
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : open.reversed()) {
            resource.close();
        }
    }
}
