@NullMarked
package dev.cliprange.brokenhouse.crowd;

import org.jspecify.annotations.NullMarked;
