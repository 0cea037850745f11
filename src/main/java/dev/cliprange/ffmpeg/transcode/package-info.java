/**
 * Makes whole files of sources: an MP4 with the media of another container, decoded audio, or parts in other qualities. The
 * commands and their progress. It knows nothing of jobs or of where the files are stored.
 */
@NullMarked
package dev.cliprange.ffmpeg.transcode;

import org.jspecify.annotations.NullMarked;
