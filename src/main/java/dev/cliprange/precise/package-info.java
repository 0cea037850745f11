/**
 * Encoded edges of precise clips: made once per version, stored under their digest, and claimed by a row in the database.
 */
@NullMarked
package dev.cliprange.precise;

import org.jspecify.annotations.NullMarked;
