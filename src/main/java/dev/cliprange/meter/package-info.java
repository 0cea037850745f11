/**
 * What the meters of all packages share: their names with descriptions, gauges of the database, and the meters of
 * libraries. It knows no feature.
 */
@NullMarked
package dev.cliprange.meter;

import org.jspecify.annotations.NullMarked;
