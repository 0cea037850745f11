package dev.cliprange.ingest.upload;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of uploaded objects: {@code uploads/<id>/<cleaned file name>}. */
final class UploadName {

    static final String PREFIX = "uploads/";

    private static final int LONGEST = 100;
    private static final Pattern OF_UPLOAD =
            Pattern.compile(PREFIX + "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/.+");

    private UploadName() {}

    static String key(UUID uploadId, String fileName) {
        return PREFIX + uploadId + "/" + cleaned(fileName);
    }

    /** Returns whether a key has the form of an upload. Other programs may use the same prefix. */
    static boolean isOfUpload(String key) {
        return OF_UPLOAD.matcher(key).matches();
    }

    /** Returns the id in a key that has the form of an upload. */
    static UUID idOf(String key) {
        Matcher matcher = OF_UPLOAD.matcher(key);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("key: " + key + " (expected: that of an upload)");
        }
        return UUID.fromString(matcher.group(1));
    }

    /**
     * Returns a name of at most {@value #LONGEST} letters, digits, full stops, hyphens and underscores. The file name is
     * data, never a path: only what is after its last slash counts. The extension is kept.
     */
    static String cleaned(String fileName) {
        String last = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        String plain = last.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("\\.{2,}", ".");
        String trimmed = plain.replaceAll("^[._-]+|[._-]+$", "");
        String name = trimmed.isEmpty() ? "file" : trimmed;
        if (name.length() <= LONGEST) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension =
                dot > 0 && name.length() - dot <= 10 ? name.substring(dot).toLowerCase(Locale.ROOT) : "";
        return name.substring(0, LONGEST - extension.length()) + extension;
    }
}
