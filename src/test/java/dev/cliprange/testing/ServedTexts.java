package dev.cliprange.testing;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Fails a test class that was served an invalid playlist or manifest. It is registered for all classes: {@link OriginClient}
 * hands over what it fetches. Each playlist is checked by the rules of RFC 8216 and by {@code hls-parser} in
 * strict mode, each manifest by the DASH schema. If the parser or the schema is missing, its check is left out.
 */
public final class ServedTexts implements AfterAllCallback {

    /** Texts by their URLs. Texts that were checked are not checked again. */
    private static final Map<String, String> FETCHED = new LinkedHashMap<>();

    private static final Set<String> CHECKED = new HashSet<>();

    /** Keeps the body of a response if it is a playlist or a manifest as a whole, and not compressed. */
    static void record(HttpResponse<?> response) {
        String type = response.headers().firstValue("content-type").orElse("");
        boolean text = type.startsWith("application/vnd.apple.mpegurl") || type.startsWith("application/dash+xml");
        if (text
                && response.statusCode() == 200
                && response.headers().firstValue("content-encoding").isEmpty()
                && response.body() instanceof byte[] body) {
            record(response.uri(), new String(body, StandardCharsets.UTF_8));
        }
    }

    private static synchronized void record(URI url, String text) {
        if (!text.isEmpty() && CHECKED.add(text)) {
            FETCHED.put(url.toString(), text);
        }
    }

    private static synchronized Map<String, String> take() {
        Map<String, String> fetched = Map.copyOf(FETCHED);
        FETCHED.clear();
        return fetched;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> problems = check(take());
        if (!problems.isEmpty()) {
            throw new AssertionError("served texts are not valid:\n" + String.join("\n", problems));
        }
    }

    /**
     * Returns what is wrong with texts, each with the URL.
     *
     * @param texts playlists and manifests by their URLs
     */
    static List<String> check(Map<String, String> texts) {
        var problems = new ArrayList<String>();
        var playlists = new TreeMap<String, String>();
        texts.forEach((url, text) -> {
            if (text.startsWith("<?xml")) {
                checkManifest(url, text, problems);
            } else {
                HlsRules.check(text).forEach(problem -> problems.add(url + ": " + problem));
                playlists.put(url, text);
            }
        });
        checkByParser(playlists, problems);
        return problems;
    }

    private static void checkManifest(String url, String text, List<String> problems) {
        try {
            DashSchema.load().check(text).forEach(problem -> problems.add(url + ": " + problem));
        } catch (TestAbortedException e) {
            leftOut(e);
        }
    }

    private static void checkByParser(Map<String, String> playlists, List<String> problems) {
        if (playlists.isEmpty()) {
            return;
        }
        // The parser reads files.
        var names = new TreeMap<String, String>();
        var texts = new TreeMap<String, String>();
        playlists.forEach((url, text) -> {
            String name = names.size() + ".m3u8";
            names.put(name, url);
            texts.put(name, text);
        });
        try {
            for (String line : HlsParser.install().check(texts)) {
                String name = line.substring(0, line.indexOf(':'));
                problems.add(names.get(name) + line.substring(name.length()));
            }
        } catch (TestAbortedException e) {
            leftOut(e);
        }
    }

    private static void leftOut(TestAbortedException reason) {
        System.getLogger("figures")
                .log(System.Logger.Level.INFO, "Left out: a check of served texts, because {0}", reason.getMessage());
    }
}
