package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chromium by its DevTools protocol. */
final class Chromium implements Browser {

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");

    private final BrowserProcess process;
    private final JsonSocket page;

    private Chromium(BrowserProcess process) {
        this.process = process;
        this.page = new JsonSocket(pageAddress(process.address()));
    }

    static Chromium start() {
        Path program = BrowserProcess.find("chromium", "chromium-browser", "google-chrome");
        Path profile = BrowserProcess.newProfile();
        var command = List.of(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--mute-audio",
                "--autoplay-policy=no-user-gesture-required",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank");
        return new Chromium(BrowserProcess.start(command, profile, LISTENING));
    }

    private static URI pageAddress(String address) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://" + address + "/json/list"))
                    .build();
            String targets = client.send(request, BodyHandlers.ofString()).body();
            return JsonMapper.shared()
                    .readTree(targets)
                    .valueStream()
                    .filter(target -> target.path("type").asString().equals("page"))
                    .map(target ->
                            URI.create(target.path("webSocketDebuggerUrl").asString()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Chromium started", e);
        }
    }

    @Override
    public void navigate(URI address) {
        JsonNode answer = page.call("Page.navigate", Map.of("url", address.toString()), LONGEST_COMMAND);
        if (answer.has("errorText")) {
            throw new IllegalStateException(
                    address + ": " + answer.path("errorText").asString());
        }
        // The command returns when the document is committed; scripts run in it from then on.
        evaluate(
                "document.readyState === 'complete' || new Promise(done => addEventListener('load', () => done(true)))");
    }

    @Override
    public String evaluateToText(String promiseOfText) {
        JsonNode answer = page.call(
                "Runtime.evaluate",
                Map.of("expression", promiseOfText, "awaitPromise", true, "returnByValue", true),
                LONGEST_COMMAND);
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.path("exceptionDetails").toString());
        }
        return answer.path("result").path("value").asString();
    }

    @Override
    public void close() {
        page.close();
        process.close();
    }
}
