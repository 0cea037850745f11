package dev.cliprange.precise;

import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The encoded edges of a version of a clip.
 *
 * @param digest SHA-256 of the object, in hexadecimal
 */
@Table("clip_boundary")
record EncodedEdgesRow(@Id UUID sourceId, String version, String digest) {}
