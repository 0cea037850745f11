package dev.cliprange.access.playback;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a clip's bytes: {@code /videos/clips/{id}/{kind}/{version}}, then what the kind adds to it. The playlists and
 * segments of a sequence are at {@code /videos/sequences/{id}/{version}/…}, without a kind. This is the only place that
 * knows the grammar. {@code cdn/playback-signatures.json} has examples of all kinds.
 *
 * @param subject what is played
 * @param id of the clip or the sequence
 * @param kind what is made of a clip, in lower-case letters, as {@link #STREAM}. For a sequence empty, or {@link #STREAM}
 * @param version names the bytes, 16 characters
 * @param rest what follows the version: empty for a stream, else as {@code -1500.jpg} or {@code /video/12.m4s}
 */
public record PlaybackPath(Subject subject, UUID id, String kind, String version, String rest) {

    /** What a path plays. */
    public enum Subject {
        CLIP("/clips/"),
        SEQUENCE("/sequences/");

        private final String folder;

        Subject(String folder) {
            this.folder = PREFIX + folder;
        }
    }

    /** Every playback path begins with it. */
    public static final String PREFIX = "/videos";

    /** The route of everything that is made of a clip; a kind follows. */
    public static final String CLIP_ROUTE = PREFIX + "/clips/{clipId}/";

    /** The route of everything that is made of a sequence. */
    public static final String SEQUENCE_ROUTE = PREFIX + "/sequences/{sequenceId}/{version}/";

    /** The route of a sequence as one file; the version follows. */
    public static final String SEQUENCE_STREAM_ROUTE = PREFIX + "/sequences/{sequenceId}/stream/";

    /** The kind of a clip as one file. */
    public static final String STREAM = "stream";

    /** The kind of a clip's audio as one file. */
    public static final String AUDIO = "audio";

    /** The kind of a picture of a clip. */
    public static final String POSTER = "poster";

    /** The kind of an overview of a clip in small pictures. */
    public static final String STORYBOARD = "storyboard";

    /** The kind of a clip's HLS playlists and their segments. A file name follows the version. */
    public static final String HLS = "hls";

    /** The kind of a clip's DASH manifest. It names the segments of {@link #HLS}. */
    public static final String DASH = "dash";

    private static final String JPEG = ".jpg";

    private static final String MASTER = "/master.m3u8";
    private static final String MANIFEST = "/manifest.mpd";
    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** Canonical paths only: lower case, no empty segment, no dot segment. */
    private static final Pattern PATH = Pattern.compile("(?:" + Subject.CLIP.folder + "(?<clip>" + ID
            + ")/(?<kind>[a-z]+)|"
            + Subject.SEQUENCE.folder + "(?<sequence>" + ID + ")(?:/(?<file>" + STREAM + "))?)/(?<version>[a-z2-7]{16})"
            + "(?<rest>(?:-[0-9]+)?(?:\\.[a-z0-9]+)?(?:/[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*)*)");

    /** Returns the path of a clip's stream. */
    public static PlaybackPath stream(UUID clipId, String version) {
        return clip(clipId, STREAM, version, "");
    }

    /** Returns the path of a clip's audio alone. */
    public static PlaybackPath audio(UUID clipId, String version) {
        return clip(clipId, AUDIO, version, "");
    }

    /** Returns the path of a clip's picture. */
    public static PlaybackPath poster(UUID clipId, String version) {
        return clip(clipId, POSTER, version, JPEG);
    }

    /**
     * Returns the path of a file of a clip's storyboard.
     *
     * @param rest what follows the version, as {@code .vtt} or {@code -2.jpg}
     */
    public static PlaybackPath storyboard(UUID clipId, String version, String rest) {
        return clip(clipId, STORYBOARD, version, rest);
    }

    /**
     * Returns the path of the playlist or manifest that a player opens.
     *
     * @param kind {@link #HLS} or {@link #DASH}
     */
    public static PlaybackPath playlist(UUID clipId, String kind, String version) {
        return clip(clipId, kind, version, first(kind));
    }

    /**
     * Returns the path of the playlist or manifest of a sequence that a player opens.
     *
     * @param kind {@link #HLS} or {@link #DASH}
     */
    public static PlaybackPath sequence(UUID sequenceId, String kind, String version) {
        return new PlaybackPath(Subject.SEQUENCE, sequenceId, "", version, first(kind));
    }

    /** Returns the path of a sequence as one file. */
    public static PlaybackPath sequenceStream(UUID sequenceId, String version) {
        return new PlaybackPath(Subject.SEQUENCE, sequenceId, STREAM, version, "");
    }

    private static PlaybackPath clip(UUID clipId, String kind, String version, String rest) {
        return new PlaybackPath(Subject.CLIP, clipId, kind, version, rest);
    }

    private static String first(String kind) {
        return kind.equals(DASH) ? MANIFEST : MASTER;
    }

    /**
     * Returns the path that redirects to the current version of a clip's stream. It has no version, so it is never
     * signed.
     */
    public static String currentStream(UUID clipId) {
        return Subject.CLIP.folder + clipId + "/" + STREAM;
    }

    /**
     * Returns the parts of a path; empty if it has no version or is not in its canonical form.
     *
     * @param rawPath as the client sent it: a percent-encoded character makes it another path
     */
    public static Optional<PlaybackPath> parse(String rawPath) {
        Matcher path = PATH.matcher(rawPath);
        if (!path.matches()) {
            return Optional.empty();
        }
        String version = path.group("version");
        String rest = path.group("rest");
        String sequence = path.group("sequence");
        return Optional.of(
                sequence == null
                        ? clip(UUID.fromString(path.group("clip")), path.group("kind"), version, rest)
                        : new PlaybackPath(
                                Subject.SEQUENCE,
                                UUID.fromString(sequence),
                                Objects.requireNonNullElse(path.group("file"), ""),
                                version,
                                rest));
    }

    /**
     * Returns whether a request is a playback request.
     *
     * @param decodedPath decoded, so that another spelling of the prefix is recognized
     */
    public static boolean isPlayback(String decodedPath) {
        return decodedPath.startsWith(PREFIX);
    }

    /** Returns the path as text; {@link #parse} reads it. */
    public String format() {
        return subject.folder + id + (kind.isEmpty() ? "" : "/" + kind) + "/" + version + rest;
    }

    /** Returns what a signature covers: the clip or sequence and the version, whatever is made of them. */
    String signed() {
        return subject.folder + id + "/" + version;
    }
}
