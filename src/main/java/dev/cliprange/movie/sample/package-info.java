/**
 * The samples of a track in decode order, from the tables of a {@code stbl} and from the runs of fragments.
 *
 * <p>Sample tables stay in the form that the file has, and a {@link dev.cliprange.movie.sample.SampleCursor} reads
 * them. Ten hours of video have 50 MB of tables. As objects they would take five times as much.
 */
@NullMarked
package dev.cliprange.movie.sample;

import org.jspecify.annotations.NullMarked;
