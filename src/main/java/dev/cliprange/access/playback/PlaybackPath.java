package dev.cliprange.access.playback;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a clip's bytes: {@code /videos/clips/{clipId}/{kind}/{version}}, then what the kind adds to it. This is
 * the only place that knows the grammar. {@code cdn/playback-signatures.json} has examples of all kinds.
 *
 * @param kind what is made of the clip, in lower-case letters, as {@link #STREAM}
 * @param version names the bytes, 16 characters
 * @param rest what follows the version: empty for a stream, else as {@code -1500.jpg} or {@code /video/12.m4s}
 */
public record PlaybackPath(UUID clipId, String kind, String version, String rest) {

    /** Every playback path begins with it. */
    public static final String PREFIX = "/videos";

    /** The route of everything that is made of a clip; a kind follows. */
    public static final String CLIP_ROUTE = PREFIX + "/clips/{clipId}/";

    /** The kind of a clip as one file. */
    public static final String STREAM = "stream";

    /** The kind of a picture of a clip. */
    public static final String POSTER = "poster";

    /** The kind of an overview of a clip in small pictures. */
    public static final String STORYBOARD = "storyboard";

    /** The kind of a clip's HLS playlists and their segments. A file name follows the version. */
    public static final String HLS = "hls";

    /** The kind of a clip's DASH manifest. It names the segments of {@link #HLS}. */
    public static final String DASH = "dash";

    private static final String JPEG = ".jpg";

    private static final String CLIPS = PREFIX + "/clips/";

    /** Canonical paths only: lower case, no empty segment, no dot segment. */
    private static final Pattern PATH =
            Pattern.compile(CLIPS + "(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?<kind>[a-z]+)/"
                    + "(?<version>[a-z2-7]{16})"
                    + "(?<rest>(?:-[0-9]+)?(?:\\.[a-z0-9]+)?(?:/[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*)*)");

    /** Returns the path of a clip's stream. */
    public static PlaybackPath stream(UUID clipId, String version) {
        return new PlaybackPath(clipId, STREAM, version, "");
    }

    /** Returns the path of a clip's picture. */
    public static PlaybackPath poster(UUID clipId, String version) {
        return new PlaybackPath(clipId, POSTER, version, JPEG);
    }

    /**
     * Returns the path of a file of a clip's storyboard.
     *
     * @param rest what follows the version, as {@code .vtt} or {@code -2.jpg}
     */
    public static PlaybackPath storyboard(UUID clipId, String version, String rest) {
        return new PlaybackPath(clipId, STORYBOARD, version, rest);
    }

    /**
     * Returns the path of the playlist or manifest that a player opens.
     *
     * @param kind {@link #HLS} or {@link #DASH}
     */
    public static PlaybackPath playlist(UUID clipId, String kind, String version) {
        return new PlaybackPath(clipId, kind, version, kind.equals(DASH) ? "/manifest.mpd" : "/master.m3u8");
    }

    /**
     * Returns the path that redirects to the current version of a clip's stream. It has no version, so it is never
     * signed.
     */
    public static String currentStream(UUID clipId) {
        return CLIPS + clipId + "/" + STREAM;
    }

    /**
     * Returns the parts of a path; empty if it has no version or is not in its canonical form.
     *
     * @param rawPath as the client sent it: a percent-encoded character makes it another path
     */
    public static Optional<PlaybackPath> parse(String rawPath) {
        Matcher path = PATH.matcher(rawPath);
        return path.matches()
                ? Optional.of(new PlaybackPath(
                        UUID.fromString(path.group("id")),
                        path.group("kind"),
                        path.group("version"),
                        path.group("rest")))
                : Optional.empty();
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
        return CLIPS + clipId + "/" + kind + "/" + version + rest;
    }

    /** Returns what a signature covers: the clip and the version, whatever is made of them. */
    String signed() {
        return CLIPS + clipId + "/" + version;
    }
}
