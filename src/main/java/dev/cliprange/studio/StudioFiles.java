package dev.cliprange.studio;

import dev.cliprange.failure.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The files of the page, as they are packaged, and the hash that names all of them. */
final class StudioFiles {

    private static final String FOLDER = "studio/";
    private static final String PAGE = "index.html";
    private static final int HASH_BYTES = 8;

    private final Map<String, StudioFile> files;
    private final StudioFile page;
    private final String hash;

    private StudioFiles(Map<String, StudioFile> files, StudioFile page, String hash) {
        this.files = files;
        this.page = page;
        this.hash = hash;
    }

    /**
     * Reads all files. Blocks.
     *
     * @param sharedKeys whether the page accepts a key in the fragment of its URL
     */
    static StudioFiles read(boolean sharedKeys) throws IOException {
        SortedMap<String, byte[]> read = new TreeMap<>();
        for (Resource resource :
                new PathMatchingResourcePatternResolver().getResources("classpath:" + FOLDER + "**/*.*")) {
            String url = resource.getURL().toString();
            try (InputStream file = resource.getInputStream()) {
                read.put(url.substring(url.lastIndexOf("/" + FOLDER) + FOLDER.length() + 1), file.readAllBytes());
            }
        }
        byte[] template = Optional.ofNullable(read.remove(PAGE))
                .orElseThrow(() -> new IOException("the studio's page is not packaged"));
        String hash = hash(read);
        Map<String, StudioFile> files = new TreeMap<>();
        read.forEach((name, bytes) -> files.put(name, StudioFile.of(name, bytes)));
        String html = new String(template, StandardCharsets.UTF_8)
                .replace("{{assets}}", StudioHandler.ASSETS + hash)
                .replace("{{shared-keys}}", String.valueOf(sharedKeys));
        return new StudioFiles(files, StudioFile.of(PAGE, html.getBytes(StandardCharsets.UTF_8)), hash);
    }

    private static String hash(SortedMap<String, byte[]> files) {
        var all = new ByteArrayOutputStream();
        files.forEach((name, bytes) -> {
            all.writeBytes((name + "\n" + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            all.writeBytes(bytes);
        });
        return HexFormat.of().formatHex(Digest.sha256(all.toByteArray()), 0, HASH_BYTES);
    }

    /** Returns the page, which names the other files. */
    StudioFile page() {
        return page;
    }

    /** Returns the hash over all files except the page. */
    String hash() {
        return hash;
    }

    /** Returns the file with a name, as {@code app.js} or {@code lib/hls.min.mjs}. */
    Optional<StudioFile> find(String hash, String name) {
        return hash.equals(this.hash) ? Optional.ofNullable(files.get(name)) : Optional.empty();
    }
}
