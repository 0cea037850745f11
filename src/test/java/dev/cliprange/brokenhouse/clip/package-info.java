@NullMarked
package dev.cliprange.brokenhouse.clip;

import org.jspecify.annotations.NullMarked;
