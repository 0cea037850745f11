/** Explains why a start failed, in one paragraph for a person. */
@NullMarked
package dev.cliprange.launch.problem;

import org.jspecify.annotations.NullMarked;
