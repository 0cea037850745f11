@NullMarked
package dev.cliprange.brokenhouse.timeline;

import org.jspecify.annotations.NullMarked;
