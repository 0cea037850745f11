@NullMarked
package dev.cliprange.brokenhouse.packaging;

import org.jspecify.annotations.NullMarked;
