package dev.cliprange.source;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The directory of a source's index, as it lies in the database.
 *
 * @param directory encoded
 * @param pagesKey of the pages' object in the work storage
 * @param generation of the reading, see {@link IndexGeneration}; the database reads it from the key
 */
@SuppressWarnings("ArrayRecordComponent") // The driver's type for bytea; compared by nobody.
@Table("source_index")
public record SourceIndexRow(@Id UUID sourceId, String revision, byte[] directory, String pagesKey, int generation) {}
