/**
 * The samples of a track, in decode order, from the tables of a {@code stbl} and from the runs of fragments.
 *
 * <p>Sample tables stay the bytes they are in the file; a {@link dev.cliprange.movie.sample.SampleCursor} walks them. Ten hours
 * of video are 50 MB of tables, and five times as much as objects.
 */
@NullMarked
package dev.cliprange.movie.sample;

import org.jspecify.annotations.NullMarked;
