package dev.cliprange.storage.location;

/**
 * An object in the work storage that is read as a source, for example a remuxed copy. No request can name one: {@link
 * Location#parse} never returns it, and the allow-list does not apply to it.
 *
 * @param key in the work storage
 */
public record DerivedLocation(String key) implements Location {

    /** Not a URI of the HTTP contract. Unlike that of other locations, it cannot be parsed. */
    @Override
    public String uri() {
        return "derived:" + key;
    }

    @Override
    public String toString() {
        return uri();
    }
}
