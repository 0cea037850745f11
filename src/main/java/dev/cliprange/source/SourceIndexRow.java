package dev.cliprange.source;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The directory of the index of a source, as stored in the database.
 *
 * @param directory encoded
 * @param pagesKey of the pages' object in the work storage
 * @param generation of the reading, see {@link IndexGeneration}; the database reads it from the key
 */
@SuppressWarnings("ArrayRecordComponent") // The type of the driver for bytea. Never compared.
@Table("source_index")
public record SourceIndexRow(@Id UUID sourceId, String revision, byte[] directory, String pagesKey, int generation) {}
