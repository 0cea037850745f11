/**
 * Sources: their rows, registration and media, and their frame times and indexes. {@code frames} has the arithmetic of
 * frame boundaries, {@code indexing} reads sources in the background. This package does not know clips.
 *
 * <p>Reading a source is a job ({@link dev.cliprange.source.SourceJobs}), so that another instance continues if an
 * instance dies.
 *
 * <p>Each reading has a generation ({@link dev.cliprange.source.IndexGeneration}), which is part of the versions of
 * clips. A release with a later generation reads ready sources again, one after another, while it serves them from the
 * old index. The row of a source contains the generation of its index, and an index of another generation is not used.
 * So a cached row is never combined with a new index, or a new row with a cached index.
 */
@NullMarked
package dev.cliprange.source;

import org.jspecify.annotations.NullMarked;
