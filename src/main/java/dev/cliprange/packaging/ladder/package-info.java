/**
 * The video of clips in the re-encoded qualities of a source: their segments, and the layouts of their files. It knows nothing
 * of playlists.
 */
@NullMarked
package dev.cliprange.packaging.ladder;

import org.jspecify.annotations.NullMarked;
