package dev.cliprange.source;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A part of a source's frame times, as it lies in the database.
 *
 * @param bytes the directory, or some bytes of the pages
 */
@SuppressWarnings("ArrayRecordComponent") // The driver's type for bytea; compared by nobody.
@Table("source_frames")
record SourceFramesRow(@Id UUID sourceId, byte[] bytes) {}
