/**
 * Operations that change clips, their log, and undo. Each change takes the row lock of its source first, so that two changes wait for
 * each other instead of ending in a deadlock at commit.
 */
@NullMarked
package dev.cliprange.clip.cut;

import org.jspecify.annotations.NullMarked;
