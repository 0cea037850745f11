package dev.cliprange.storage.work;

import java.util.List;
import reactor.core.publisher.Flux;

/**
 * Finds the objects of a part of the work storage that rows of the database name. Each package with such rows
 * contributes one as a bean. An object that no row names is an orphan: the row was never written, or it is gone.
 */
public interface NamedObjects {

    /** One of those with {@link SourceWork.Part#isNamedByRows()}. */
    SourceWork.Part part();

    /**
     * Returns the keys, or the folders of keys, that are in use. It may return others too.
     *
     * @param candidates objects of the part, of any sources
     */
    Flux<String> inUse(List<SourceWork.Owned> candidates);
}
