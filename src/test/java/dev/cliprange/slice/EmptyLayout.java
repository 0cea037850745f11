package dev.cliprange.slice;

import java.util.List;

/** A layout without media, for tests that only count layouts. */
public final class EmptyLayout {

    private EmptyLayout() {}

    public static ByteLayout of(int headerBytes) {
        return new ByteLayout(new byte[headerBytes], List.of());
    }
}
