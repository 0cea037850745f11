package dev.cliprange.clip;

import dev.cliprange.failure.Digest;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.timeline.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The version of a clip, which names its bytes. The same input has the same version on all instances. */
public final class ClipVersion {

    private static final char[] BASE_32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    /** 80 bits, so that two versions of one clip never collide in practice. */
    private static final int LENGTH_CHARACTERS = 16;

    private ClipVersion() {}

    /**
     * Returns sixteen characters of lower-case base32 (RFC 4648, section 6).
     *
     * @param layoutFormat must change if an engine makes different bytes of the same input
     */
    static String of(String sourceRevision, TimeRange range, ClipForm form, EngineKind engine, String layoutFormat) {
        // The revision is any text. Its length separates it from the following parts.
        String parts = sourceRevision.length() + ":" + sourceRevision + "|" + range.startUs() + "|" + range.endUs()
                + "|" + form.lowerCase() + "|" + engine.lowerCase() + "|" + layoutFormat;
        return named(parts);
    }

    /**
     * Returns the version of a clip's stream.
     *
     * @param preciseVersion covers the source, the range and the formats of the index and of encoded edges
     * @param gridFormat must change if the same clip gets other segments or playlists
     * @param texts the text tracks of the source. A source that was read by an earlier release gets them when it is read
     *     again, and its other versions stay the same
     * @param ladder the renditions of the source. Without them, the version is that of earlier releases
     */
    static String ofStream(String preciseVersion, int gridFormat, List<SourceMedia.Text> texts, Optional<UUID> ladder) {
        var parts = new StringBuilder(preciseVersion + "|stream|" + gridFormat);
        texts.forEach(text -> parts.append('|').append(text.codec()).append(' ').append(text.language()));
        ladder.ifPresent(id -> parts.append("|ladder ").append(id));
        return named(parts.toString());
    }

    /**
     * Returns the version of several streams one after another.
     *
     * @param streamVersions of the clips, in their order
     * @param format must change if the same streams get other playlists
     */
    public static String ofSequence(List<String> streamVersions, int format) {
        return named("sequence|" + format + "|" + String.join("|", streamVersions));
    }

    /**
     * Returns the version of several clips as one file.
     *
     * @param versions of the clips in the form of the file, in their order
     * @param titles of the clips, which the file has as chapters
     * @param format must change if the same clips get another file
     */
    public static String ofSequenceFile(ClipForm form, List<String> versions, List<String> titles, int format) {
        var parts = new StringBuilder("sequence-file|" + format + "|" + form.lowerCase());
        versions.forEach(version -> parts.append('|').append(version));
        // A title is any text. Its length separates it from the next one.
        titles.forEach(
                title -> parts.append('|').append(title.length()).append(':').append(title));
        return named(parts.toString());
    }

    private static String named(String parts) {
        byte[] digest = Digest.sha256(parts.getBytes(StandardCharsets.UTF_8));
        var version = new StringBuilder(LENGTH_CHARACTERS);
        for (int bit = 0; bit < LENGTH_CHARACTERS * 5; bit += 5) {
            int pair = (digest[bit / 8] & 0xFF) << 8 | (digest[bit / 8 + 1] & 0xFF);
            version.append(BASE_32[pair >> (11 - bit % 8) & 0x1F]);
        }
        return version.toString();
    }

    /**
     * Returns the layout format of a clip of a source with a generation of the index. The first generation adds
     * nothing, so that versions from before generations stay the same.
     */
    static String format(String engineFormat, int indexGeneration) {
        return indexGeneration == IndexGeneration.BASELINE ? engineFormat : engineFormat + "/index-" + indexGeneration;
    }
}
