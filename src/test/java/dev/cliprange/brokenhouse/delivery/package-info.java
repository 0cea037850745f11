@NullMarked
package dev.cliprange.brokenhouse.delivery;

import org.jspecify.annotations.NullMarked;
