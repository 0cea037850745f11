package dev.cliprange.slice.rendition;

/**
 * The places of samples in the objects of a ladder, as offsets in one large file in which each page has 2⁴⁰ bytes. No
 * object is as large, so a span of consecutive bytes is always in one object.
 */
public final class PagePlaces {

    private static final int PAGE_BITS = 40;

    private PagePlaces() {}

    /** Returns where the object of a page begins. */
    public static long start(int page) {
        return (long) page << PAGE_BITS;
    }

    /** Returns the page whose object has the byte at an offset. */
    public static int page(long offsetBytes) {
        return Math.toIntExact(offsetBytes >>> PAGE_BITS);
    }

    /** Returns the offset within the object. */
    public static long within(long offsetBytes) {
        return offsetBytes & ((1L << PAGE_BITS) - 1);
    }
}
