@NullMarked
package dev.cliprange.brokenhouse.source.probe;

import org.jspecify.annotations.NullMarked;
