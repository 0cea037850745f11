@NullMarked
package dev.cliprange.brokenhouse.source;

import org.jspecify.annotations.NullMarked;
