/** A house with a hole in each wall, for the test that looks for them. Nothing here is ever run. */
@NullMarked
package dev.cliprange.brokenhouse;

import org.jspecify.annotations.NullMarked;
