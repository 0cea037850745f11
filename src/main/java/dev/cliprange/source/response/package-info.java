/** Sources in the shape of the HTTP contract, for the entry points whose calls return a source. */
@NullMarked
package dev.cliprange.source.response;

import org.jspecify.annotations.NullMarked;
