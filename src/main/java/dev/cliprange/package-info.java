/** The origin server: what starts it. Everything it does lives in the packages below, one a feature. */
@NullMarked
package dev.cliprange;

import org.jspecify.annotations.NullMarked;
