package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Firefox by WebDriver BiDi, which it speaks itself. */
final class Firefox implements Browser {

    private static final Pattern LISTENING = Pattern.compile("WebDriver BiDi listening on ws://(\\S+)");

    /** Sound may play unasked; JSON is a page like any other; nothing is fetched that the test did not ask for. */
    private static final String PREFERENCES = """
            user_pref("media.autoplay.default", 0);
            user_pref("media.autoplay.blocking_policy", 0);
            user_pref("media.volume_scale", "0");
            user_pref("devtools.jsonview.enabled", false);
            user_pref("app.update.enabled", false);
            user_pref("app.normandy.enabled", false);
            user_pref("datareporting.policy.dataSubmissionEnabled", false);
            user_pref("network.captive-portal-service.enabled", false);
            user_pref("network.connectivity-service.enabled", false);
            user_pref("services.settings.server", "");
            user_pref("media.gmp-manager.updateEnabled", false);
            """;

    private final BrowserProcess process;
    private final JsonSocket session;
    private final String context;

    private Firefox(BrowserProcess process) {
        this.process = process;
        this.session = new JsonSocket(URI.create("ws://" + process.address() + "/session"));
        session.call("session.new", Map.of("capabilities", Map.of()), LONGEST_COMMAND);
        this.context = session.call("browsingContext.getTree", Map.of(), LONGEST_COMMAND)
                .path("contexts")
                .path(0)
                .path("context")
                .asString();
    }

    static Firefox start() {
        Path program = BrowserProcess.find("firefox-esr", "firefox");
        Path profile = BrowserProcess.newProfile();
        try {
            Files.writeString(profile.resolve("user.js"), PREFERENCES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = List.of(
                program.toString(),
                "--headless",
                "--no-remote",
                "--remote-debugging-port",
                "0",
                "--profile",
                profile.toString(),
                "about:blank");
        return new Firefox(BrowserProcess.start(command, profile, LISTENING));
    }

    @Override
    public void navigate(URI page) {
        session.call(
                "browsingContext.navigate",
                Map.of("context", context, "url", page.toString(), "wait", "complete"),
                LONGEST_COMMAND);
    }

    @Override
    public String evaluateToText(String promiseOfText) {
        JsonNode answer = session.call(
                "script.evaluate",
                Map.of("expression", promiseOfText, "awaitPromise", true, "target", Map.of("context", context)),
                LONGEST_COMMAND);
        if (answer.path("type").asString().equals("exception")) {
            throw new IllegalStateException(answer.path("exceptionDetails").toString());
        }
        return answer.path("result").path("value").asString();
    }

    @Override
    public void close() {
        session.close();
        process.close();
    }
}
