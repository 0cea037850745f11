package dev.cliprange.packaging.playlist;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a stream, by its path below the stream's version. This is the only place that knows these paths: writers
 * format them, and the entry point parses them. All are canonical: lower case, no leading zeros, no dot segments. The
 * files of the copy form are in the folder {@code copy/}, because a relative URI does not inherit the query of its
 * playlist.
 *
 * <pre>
 * master.m3u8                      master.m3u8?form=copy
 * video/{rendition}/index.m3u8     copy/video/{rendition}/index.m3u8
 * video/{rendition}/iframes.m3u8   ...
 * video/{rendition}/init.mp4
 * video/{rendition}/{startTicks}.m4s
 * audio/{rendition}/index.m3u8, init.mp4, {startTicks}.m4s
 * text/{rendition}/index.m3u8, cues.vtt
 * image/{rendition}/iframes.m3u8
 * </pre>
 */
public sealed interface StreamFile {

    /** The path below the stream's version, without a slash at its start. */
    String path();

    /** The multivariant playlist. Its form is in the query. */
    record Master() implements StreamFile {
        @Override
        public String path() {
            return "master.m3u8";
        }
    }

    /**
     * A file of one rendition.
     *
     * @param copy whether it is of the copy form
     */
    record Part(boolean copy, Kind kind, String rendition, Content content) implements StreamFile {

        /** @throws IllegalArgumentException if the rendition does not fit its grammar */
        public Part {
            checkId(rendition);
        }

        @Override
        public String path() {
            return folder(copy, kind, rendition) + content.fileName();
        }
    }

    /** The kinds of renditions. Their names in lower case are parts of the paths. */
    enum Kind {
        VIDEO,
        AUDIO,
        TEXT,
        IMAGE;

        String folder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a file of a rendition contains. */
    sealed interface Content {

        String fileName();

        /** The file with a fixed name. */
        enum Named implements Content {
            PLAYLIST("index.m3u8"),
            IFRAME_PLAYLIST("iframes.m3u8"),
            INIT("init.mp4"),
            CUES("cues.vtt");

            private final String fileName;

            Named(String fileName) {
                this.fileName = fileName;
            }

            @Override
            public String fileName() {
                return fileName;
            }
        }

        /** A media segment, see {@link MediaSegment#startTicks}. */
        record Segment(long startTicks) implements Content {

            /** @throws IllegalArgumentException if the start is negative */
            public Segment {
                if (startTicks < 0) {
                    throw new IllegalArgumentException("startTicks: " + startTicks + " (expected: >= 0)");
                }
            }

            @Override
            public String fileName() {
                return startTicks + SEGMENT_SUFFIX;
            }
        }
    }

    String SEGMENT_SUFFIX = ".m4s";
    String COPY_FOLDER = "copy/";

    /** Returns the folder of a rendition, with a slash at its end. */
    static String folder(boolean copy, Kind kind, String rendition) {
        return (copy ? COPY_FOLDER : "") + kind.folder() + "/" + rendition + "/";
    }

    /**
     * Returns the file that a path names; empty if no stream can contain it. Whether a stream has the rendition and the
     * segment is not checked.
     *
     * @param path below the stream's version, without a slash at its start
     */
    static Optional<StreamFile> parse(String path) {
        Matcher matcher = Grammar.PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group("kind") == null) {
            return Optional.of(new Master());
        }
        boolean copy = matcher.group("copy") != null;
        Kind kind = Kind.valueOf(matcher.group("kind").toUpperCase(Locale.ROOT));
        return Grammar.content(kind, matcher.group("name"))
                .map(content -> new Part(copy, kind, matcher.group("rendition"), content));
    }

    /** @throws IllegalArgumentException if the text cannot be the name of a rendition in a path */
    static void checkId(String id) {
        if (!Grammar.ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id: " + id + " (expected: " + Grammar.ID + ")");
        }
    }

    /** The expressions of the paths. */
    final class Grammar {

        private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
        private static final Pattern SEGMENT = Pattern.compile("(?<ticks>0|[1-9][0-9]{0,17})\\.m4s");
        private static final Pattern PATH = Pattern.compile("master\\.m3u8|(?<copy>copy/)?"
                + "(?<kind>video|audio|text|image)/(?<rendition>" + ID + ")/(?<name>[a-z0-9]+\\.[a-z0-9]+)");

        private Grammar() {}

        private static Optional<Content> content(Kind kind, String name) {
            Matcher segment = SEGMENT.matcher(name);
            boolean media = kind == Kind.VIDEO || kind == Kind.AUDIO;
            if (segment.matches()) {
                return media
                        ? Optional.of(new Content.Segment(Long.parseLong(segment.group("ticks"))))
                        : Optional.empty();
            }
            for (Content.Named named : Content.Named.values()) {
                if (named.fileName().equals(name) && has(kind, named)) {
                    return Optional.of(named);
                }
            }
            return Optional.empty();
        }

        private static boolean has(Kind kind, Content.Named named) {
            return switch (named) {
                case PLAYLIST -> kind != Kind.IMAGE;
                case IFRAME_PLAYLIST -> kind == Kind.VIDEO || kind == Kind.IMAGE;
                case INIT -> kind == Kind.VIDEO || kind == Kind.AUDIO;
                case CUES -> kind == Kind.TEXT;
            };
        }
    }
}
