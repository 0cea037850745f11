/**
 * The entry point for people: the page at {@code /studio}. This package serves its files and its live figures, and knows
 * nothing of clips; the page uses the documented calls only.
 *
 * <p>The files are plain ES modules under {@code src/main/resources/studio}, so nothing is built. They import each other
 * by relative paths. One hash over all of them is a folder in their URLs: the paths stay relative, and each file is
 * immutable under its URL.
 */
@NullMarked
package dev.cliprange.studio;

import org.jspecify.annotations.NullMarked;
