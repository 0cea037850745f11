/**
 * Signed playback URLs. One signature opens every URL of one version of one clip. A check needs only path, query, clock and keys, so
 * a CDN can do it too.
 */
@NullMarked
package dev.cliprange.access.playback;

import org.jspecify.annotations.NullMarked;
