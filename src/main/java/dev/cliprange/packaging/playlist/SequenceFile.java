package dev.cliprange.packaging.playlist;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of a clip in a sequence. The files of each clip are in a folder that is named by the clip's place, so that they
 * are below the path of the sequence and its signature opens them.
 *
 * @param clip the place of the clip in the sequence, from 0
 * @param file below the folder, as {@link StreamFile} names it
 */
public record SequenceFile(int clip, StreamFile file) {

    /** No leading zeros: a file has one path. */
    private static final Pattern CLIP = Pattern.compile("0|[1-9][0-9]{0,5}");

    /** Returns the folder of a clip, with a slash at its end. */
    public static String folder(int clip) {
        return clip + "/";
    }

    /**
     * Returns the file that a path names; empty if no sequence can contain it.
     *
     * @param clip the name of the folder
     * @param path below the folder
     */
    public static Optional<SequenceFile> parse(String clip, String path) {
        return CLIP.matcher(clip).matches()
                ? StreamFile.parse(path).map(file -> new SequenceFile(Integer.parseInt(clip), file))
                : Optional.empty();
    }
}
