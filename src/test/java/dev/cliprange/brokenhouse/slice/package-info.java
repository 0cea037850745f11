@NullMarked
package dev.cliprange.brokenhouse.slice;

import org.jspecify.annotations.NullMarked;
