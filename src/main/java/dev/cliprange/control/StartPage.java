package dev.cliprange.control;

import dev.cliprange.failure.Digest;
import dev.cliprange.web.PageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;

/** The HTML of the start page. It has no script. */
final class StartPage {

    private static final String STYLE = """
            :root { color-scheme: light dark }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1.25rem }
            h1 { margin: 0 0 .25rem; font-size: 2.25rem }
            h1 small { font-size: 1rem; font-weight: normal; opacity: .7 }
            nav { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 1.5rem 0 2rem }
            .clips { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1.5rem }
            figure { margin: 0 }
            video { display: block; width: 100%; aspect-ratio: 16 / 9; background: #000; border-radius: .5rem }
            figcaption { margin-top: .35rem }
            code { font-family: ui-monospace, monospace; font-size: .9em }
            """;

    private static final String NEXT = """
            <h2>Next</h2>
            <p>Register a video with <code>POST /api/sources</code> and create a clip with
            <code>POST /api/sources/{id}/clips</code>. Each clip has a URL that plays in any player.
            The <a href="/api/docs">API reference</a> has an example of each call.</p>
            """;

    /** What the page may load: its style, and media and the icon of this server. */
    static final Consumer<HttpHeaders> HEADERS = PageHeaders.of("style-src 'sha256-"
            + Base64.getEncoder().encodeToString(Digest.sha256(STYLE.getBytes(StandardCharsets.UTF_8)))
            + "'; media-src 'self'; img-src 'self';");

    private StartPage() {}

    /** @param healthUrl of the readiness of this instance */
    static String of(String version, String healthUrl, List<SampleClip> clips) {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Cliprange</title>
                <link rel="icon" href="/favicon.ico">
                <style>%s</style>
                <h1>Cliprange <small>%s</small></h1>
                <p>A streaming origin for virtual clips: time ranges of long videos, cut on request and never stored.</p>
                <nav>
                <a href="/api/docs">API reference</a>
                <a href="/api/openapi.json">OpenAPI document</a>
                <a href="/api/problems">Error codes</a>
                <a href="%s">Health of this instance</a>
                </nav>
                %s
                """.formatted(STYLE, text(version), text(healthUrl), clips.isEmpty() ? NEXT : clips(clips));
    }

    private static String clips(List<SampleClip> clips) {
        return clips.stream().map(StartPage::clip).collect(Collectors.joining("", """
                <h2>Sample clips</h2>
                <p>Each frame of the sample video shows its number. A clip is exact in its <em>copy</em> form, except in
                Firefox, which ignores edit lists; its <em>precise</em> form is exact in every player.</p>
                <div class="clips">
                """, "</div>\n"));
    }

    private static String clip(SampleClip clip) {
        String precise = clip.preciseStreamPath() == null
                ? ""
                : " · <a href=\"%s\">precise</a>".formatted(text(clip.preciseStreamPath()));
        String poster = clip.posterPath() == null ? "" : " poster=\"%s\"".formatted(text(clip.posterPath()));
        return """
                <figure>
                <video controls preload="metadata"%4$s src="%2$s"></video>
                <figcaption>%1$s<br><a href="%2$s">copy</a>%3$s</figcaption>
                </figure>
                """.formatted(text(clip.title()), text(clip.streamPath()), precise, poster);
    }

    private static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
