/**
 * Clips: their rows, the versions that name their bytes, and the URLs that play them. The operations that change clips
 * are in {@link dev.cliprange.clip.cut}, and the cut lists that
 * clips belong to are in {@link dev.cliprange.clip.list}.
 *
 * <p>The database guarantees that clips of one cut list do not overlap (an exclusion constraint).
 *
 * <p>{@link dev.cliprange.clip.ClipDescriptors} keeps clips in memory. It reads the database again if an entry is older
 * than a second, or if the change feed names the clip. If the database fails, it serves the last known state.
 */
@NullMarked
package dev.cliprange.clip;

import org.jspecify.annotations.NullMarked;
