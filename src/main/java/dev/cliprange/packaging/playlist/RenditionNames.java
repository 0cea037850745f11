package dev.cliprange.packaging.playlist;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Names of the renditions of one group: each only once (RFC 8216, 4.3.4.1.1). */
final class RenditionNames {

    private RenditionNames() {}

    /** Returns the names in their order. Equal ones get a number, and an empty one becomes a number. */
    static List<String> unique(List<String> names) {
        var unique = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (String name : names) {
            String quotable = Attributes.quotable(name);
            String candidate = quotable.isEmpty() ? "1" : quotable;
            for (int number = 2; !seen.add(candidate); number++) {
                candidate = quotable.isEmpty() ? Integer.toString(number) : quotable + " " + number;
            }
            unique.add(candidate);
        }
        return unique;
    }
}
