@NullMarked
package dev.cliprange.brokenhouse.packaging.playlist;

import org.jspecify.annotations.NullMarked;
