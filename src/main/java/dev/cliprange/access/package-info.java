/**
 * Who may ask, and how often: API keys for the control face, a rate for every client of the playback face.
 *
 * <p>The configured key is kept as a digest only, and compared in constant time. Health and metrics ask for no key:
 * they stand on a port of their own, which is not for the outside.
 */
@NullMarked
package dev.cliprange.access;

import org.jspecify.annotations.NullMarked;
