@NullMarked
package dev.cliprange.brokenhouse.ffmpeg;

import org.jspecify.annotations.NullMarked;
