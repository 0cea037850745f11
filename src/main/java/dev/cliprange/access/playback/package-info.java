/**
 * Playback URLs: their grammar and their signatures. One signature is valid for every URL of one version of one clip. A
 * check needs only the path, the query, the clock and the keys, so a CDN can do it too.
 */
@NullMarked
package dev.cliprange.access.playback;

import org.jspecify.annotations.NullMarked;
