/** The names and defaults of all settings, read from their records, and the check that no other name is used. */
@NullMarked
package dev.cliprange.launch.setting;

import org.jspecify.annotations.NullMarked;
