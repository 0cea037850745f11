package dev.cliprange.slice;

import java.util.List;

/** A layout without media, for tests that only count layouts. */
public final class EmptyLayout {

    private EmptyLayout() {}

    public static ClipLayout of(int headerBytes) {
        return new ClipLayout(new byte[headerBytes], List.of());
    }
}
