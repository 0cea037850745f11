/**
 * Makes the ladder of a source: its video in smaller qualities, for adaptive streams. Each page of the index is encoded by
 * itself, by one process for all qualities. This package knows nothing of clips or playlists.
 */
@NullMarked
package dev.cliprange.source.ladder;

import org.jspecify.annotations.NullMarked;
