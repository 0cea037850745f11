package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Firefox by WebDriver BiDi, which it speaks itself. */
final class Firefox implements Browser {

    /** BiDi reports no violations of a policy, so that each page writes them to the console. */
    private static final String NOTE_VIOLATIONS = "() => addEventListener('securitypolicyviolation', event =>"
            + " console.error(`policy: ${event.effectiveDirective} of ${event.blockedURI}`), true)";

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

    /** Keys that print nothing, as characters. WebDriver, 17.4.2, "Keyboard actions". */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("Backspace", "\uE003"),
            Map.entry("Tab", "\uE004"),
            Map.entry("Enter", "\uE007"),
            Map.entry("Shift", "\uE008"),
            Map.entry("Control", "\uE009"),
            Map.entry("Alt", "\uE00A"),
            Map.entry("Escape", "\uE00C"),
            Map.entry("End", "\uE010"),
            Map.entry("Home", "\uE011"),
            Map.entry("ArrowLeft", "\uE012"),
            Map.entry("ArrowUp", "\uE013"),
            Map.entry("ArrowRight", "\uE014"),
            Map.entry("ArrowDown", "\uE015"),
            Map.entry("Delete", "\uE017"));

    private final BrowserProcess process;
    private final JsonSocket session;
    private final String context;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    private Firefox(BrowserProcess process) {
        this.process = process;
        this.session = new JsonSocket(URI.create("ws://" + process.address() + "/session"), this::note);
        session.call("session.new", Map.of("capabilities", Map.of()), LONGEST_COMMAND);
        session.call("session.subscribe", Map.of("events", List.of("log.entryAdded")), LONGEST_COMMAND);
        session.call("script.addPreloadScript", Map.of("functionDeclaration", NOTE_VIOLATIONS), LONGEST_COMMAND);
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

    /** Keeps errors that scripts threw or wrote to the console, with violations of the page's policy. */
    private void note(JsonNode event) {
        JsonNode said = event.path("params");
        if (event.path("method").asString().equals("log.entryAdded")
                && said.path("level").asString().equals("error")) {
            complaints.add(said.path("text").asString());
        }
    }

    @Override
    public List<String> complaints() {
        List<String> all = new ArrayList<>();
        for (String next = complaints.poll(); next != null; next = complaints.poll()) {
            all.add(next);
        }
        return all;
    }

    @Override
    public void press(String... names) {
        for (String name : names) {
            int plus = name.lastIndexOf('+', name.length() - 2);
            List<String> held =
                    plus < 0 ? List.of() : List.of(name.substring(0, plus).split("\\+"));
            String key = name.substring(plus + 1);
            List<Map<String, String>> actions = new ArrayList<>();
            held.forEach(modifier -> actions.add(key("keyDown", modifier)));
            actions.add(key("keyDown", key));
            actions.add(key("keyUp", key));
            held.reversed().forEach(modifier -> actions.add(key("keyUp", modifier)));
            perform(Map.of("type", "key", "id", "keyboard", "actions", actions));
        }
    }

    @Override
    public void type(String text) {
        List<Map<String, String>> actions = text.codePoints()
                .mapToObj(Character::toString)
                .flatMap(letter -> Stream.of(key("keyDown", letter), key("keyUp", letter)))
                .toList();
        perform(Map.of("type", "key", "id", "keyboard", "actions", actions));
    }

    private static Map<String, String> key(String type, String name) {
        return Map.of("type", type, "value", KEYS.getOrDefault(name, name));
    }

    @Override
    public void click(String selector) {
        JsonNode place = evaluate("(() => { const element = document.querySelector("
                + JsonMapper.shared().writeValueAsString(selector)
                + "); element.scrollIntoView({ block: 'center' }); const box = element.getBoundingClientRect();"
                + " return [box.left + box.width / 2, box.top + box.height / 2].map(Math.round); })()");
        var move = Map.of(
                "type",
                "pointerMove",
                "x",
                place.path(0).asInt(),
                "y",
                place.path(1).asInt());
        var press = Map.of("type", "pointerDown", "button", 0);
        var release = Map.of("type", "pointerUp", "button", 0);
        perform(Map.of("type", "pointer", "id", "mouse", "actions", List.of(move, press, release)));
    }

    private void perform(Map<String, Object> source) {
        session.call("input.performActions", Map.of("context", context, "actions", List.of(source)), LONGEST_COMMAND);
    }

    @Override
    public void choose(String selector, Path... files) {
        var locator = Map.of("type", "css", "value", selector);
        String input = session.call(
                        "browsingContext.locateNodes",
                        Map.of("context", context, "locator", locator, "maxNodeCount", 1),
                        LONGEST_COMMAND)
                .at("/nodes/0/sharedId")
                .asString();
        List<String> names =
                Stream.of(files).map(file -> file.toAbsolutePath().toString()).toList();
        session.call(
                "input.setFiles",
                Map.of("context", context, "element", Map.of("sharedId", input), "files", names),
                LONGEST_COMMAND);
    }

    @Override
    public void screenshot(Path file) {
        JsonNode shot = session.call("browsingContext.captureScreenshot", Map.of("context", context), LONGEST_COMMAND);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(shot.path("data").asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        session.close();
        process.close();
    }
}
