/**
 * The work storage: objects that are derived from sources, in the configured bucket or folder.
 */
@NullMarked
package dev.cliprange.storage.work;

import org.jspecify.annotations.NullMarked;
