@NullMarked
package dev.cliprange.brokenhouse.storage;

import org.jspecify.annotations.NullMarked;
