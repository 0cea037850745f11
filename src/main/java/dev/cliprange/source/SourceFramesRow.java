package dev.cliprange.source;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A part of the frame times of a source, as stored in the database.
 *
 * @param bytes the directory, or some bytes of the pages
 */
@SuppressWarnings("ArrayRecordComponent") // The type of the driver for bytea. Never compared.
@Table("source_frames")
record SourceFramesRow(@Id UUID sourceId, byte[] bytes) {}
