package dev.cliprange.source.indexing;

import java.util.ArrayList;
import java.util.List;

/** The pages of an index while it is built. They become one array once their size is known, so none is copied twice. */
final class PageList {

    private final IndexingMemory memory;
    private final List<byte[]> pages = new ArrayList<>();
    private long bytes;

    PageList(IndexingMemory memory) {
        this.memory = memory;
    }

    /** @throws dev.cliprange.mp4.UnsupportedMp4Exception if it does not fit into the memory */
    void add(byte[] page) {
        bytes += page.length;
        memory.checkPages(bytes, pages.size() + 1);
        pages.add(page);
    }

    /** All pages, one after another. The list is empty afterwards. */
    byte[] join() {
        var all = new byte[Math.toIntExact(bytes)];
        int at = 0;
        for (int i = 0; i < pages.size(); i++) {
            byte[] page = pages.set(i, new byte[0]);
            System.arraycopy(page, 0, all, at, page.length);
            at += page.length;
        }
        pages.clear();
        return all;
    }
}
