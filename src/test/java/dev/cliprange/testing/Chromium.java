package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chromium by its DevTools protocol. Beyond what each browser does, it drags, touches, drops files and blocks requests. */
public final class Chromium implements Browser {

    private static final Map<String, Integer> MODIFIERS = Map.of("Alt", 1, "Control", 2, "Meta", 4, "Shift", 8);
    /** Of keys that print nothing: an input reacts to the code, not to the name. */
    private static final Map<String, Integer> VIRTUAL_KEYS = Map.of(
            "Enter",
            13,
            "Escape",
            27,
            "Delete",
            46,
            "Home",
            36,
            "End",
            35,
            "ArrowLeft",
            37,
            "ArrowUp",
            38,
            "ArrowRight",
            39,
            "ArrowDown",
            40);

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");

    private final BrowserProcess process;
    private final JsonSocket page;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Queue<JsonNode> traced = new ConcurrentLinkedQueue<>();
    private volatile CompletableFuture<Boolean> traceEnd = new CompletableFuture<>();

    private Chromium(BrowserProcess process) {
        this.process = process;
        this.page = new JsonSocket(pageAddress(process.address()), this::note);
        for (String domain : List.of("Log", "Runtime")) {
            page.call(domain + ".enable", Map.of(), LONGEST_COMMAND);
        }
    }

    /** Keeps errors of the page, with violations of its policy and requests that failed. */
    private void note(JsonNode event) {
        JsonNode said = event.path("params");
        switch (event.path("method").asString()) {
            case "Log.entryAdded" -> {
                if (said.at("/entry/level").asString().equals("error")) {
                    complaints.add(said.path("entry").toString());
                }
            }
            case "Runtime.consoleAPICalled" -> {
                if (said.path("type").asString().equals("error")) {
                    complaints.add(said.path("args").toString());
                }
            }
            case "Runtime.exceptionThrown" -> complaints.add(said.toString());
            case "Tracing.dataCollected" -> said.path("value").forEach(traced::add);
            case "Tracing.tracingComplete" -> traceEnd.complete(true);
            default -> {}
        }
    }

    /** Also violations of the page's policy, and requests that failed. */
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
            int modifiers = held.stream().mapToInt(MODIFIERS::get).sum();
            boolean printed = key.length() == 1 && !held.contains("Control") && !held.contains("Alt");
            String text = key.equals("Enter") ? "\r" : printed ? key : "";
            Map<String, Object> event = new HashMap<>(Map.of("key", key, "modifiers", modifiers));
            Optional.ofNullable(VIRTUAL_KEYS.get(key)).ifPresent(code -> {
                event.put("windowsVirtualKeyCode", code);
                event.put("code", key);
            });
            Map<String, Object> down = new HashMap<>(event);
            down.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
            if (!text.isEmpty()) {
                down.put("text", text);
            }
            event.put("type", "keyUp");
            page.call("Input.dispatchKeyEvent", down, LONGEST_COMMAND);
            page.call("Input.dispatchKeyEvent", event, LONGEST_COMMAND);
        }
    }

    @Override
    public void type(String text) {
        page.call("Input.insertText", Map.of("text", text), LONGEST_COMMAND);
    }

    /** Drags with the mouse, in CSS pixels of the window. */
    public void drag(double fromX, double fromY, double toX, double toY) {
        mouse("mouseMoved", fromX, fromY);
        mouse("mousePressed", fromX, fromY);
        mouse("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2);
        mouse("mouseMoved", toX, toY);
        mouse("mouseReleased", toX, toY);
    }

    private void mouse(String type, double x, double y) {
        page.call(
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1),
                LONGEST_COMMAND);
    }

    /** Turns the wheel at a place, in CSS pixels of the window. Returns when the page has taken the event. */
    public void wheel(double x, double y, double pixels, boolean control) {
        page.call(
                "Input.dispatchMouseEvent",
                Map.of(
                        "type",
                        "mouseWheel",
                        "x",
                        x,
                        "y",
                        y,
                        "deltaX",
                        0,
                        "deltaY",
                        pixels,
                        "modifiers",
                        control ? MODIFIERS.get("Control") : 0),
                LONGEST_COMMAND);
    }

    @Override
    public void click(String selector) {
        JsonNode place = evaluate("(() => { const element = document.querySelector("
                + JsonMapper.shared().writeValueAsString(selector)
                + "); element.scrollIntoView({ block: 'center' }); const box = element.getBoundingClientRect();"
                + " return [box.left + box.width / 2, box.top + box.height / 2]; })()");
        double x = place.path(0).asDouble();
        double y = place.path(1).asDouble();
        mouse("mouseMoved", x, y);
        mouse("mousePressed", x, y);
        mouse("mouseReleased", x, y);
    }

    /** Touches a place, in CSS pixels of the window, and lets go. */
    public void tap(double x, double y) {
        page.call(
                "Input.dispatchTouchEvent",
                Map.of("type", "touchStart", "touchPoints", List.of(Map.of("x", x, "y", y))),
                LONGEST_COMMAND);
        page.call("Input.dispatchTouchEvent", Map.of("type", "touchEnd", "touchPoints", List.of()), LONGEST_COMMAND);
    }

    @Override
    public void choose(String selector, Path... files) {
        JsonNode document = page.call("DOM.getDocument", Map.of("depth", 0), LONGEST_COMMAND);
        int root = document.path("root").path("nodeId").asInt();
        int input = page.call("DOM.querySelector", Map.of("nodeId", root, "selector", selector), LONGEST_COMMAND)
                .path("nodeId")
                .asInt();
        page.call("DOM.setFileInputFiles", Map.of("files", names(files), "nodeId", input), LONGEST_COMMAND);
    }

    /** Opens no window of the system when an input asks for files. */
    public void keepFileChoosersClosed() {
        page.call("Page.enable", Map.of(), LONGEST_COMMAND);
        page.call("Page.setInterceptFileChooserDialog", Map.of("enabled", true), LONGEST_COMMAND);
    }

    /** Drops files at a place, in CSS pixels of the window. */
    public void drop(double x, double y, Path... files) {
        var data = Map.of("items", List.of(), "files", names(files), "dragOperationsMask", 1);
        for (String type : List.of("dragEnter", "dragOver", "drop")) {
            page.call("Input.dispatchDragEvent", Map.of("type", type, "x", x, "y", y, "data", data), LONGEST_COMMAND);
        }
    }

    private static List<String> names(Path... files) {
        return Stream.of(files).map(file -> file.toAbsolutePath().toString()).toList();
    }

    /**
     * Lets requests of some URLs fail from now on, and no others.
     *
     * @param patterns with {@code *} for any text; none: all requests are made
     */
    public void block(String... patterns) {
        page.call("Network.enable", Map.of(), LONGEST_COMMAND);
        page.call("Network.setBlockedURLs", Map.of("urls", List.of(patterns)), LONGEST_COMMAND);
    }

    /** Sets the size of the window in CSS pixels, and the theme that the system has. */
    public void show(int width, int height, boolean dark) {
        page.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false),
                LONGEST_COMMAND);
        var theme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        page.call("Emulation.setEmulatedMedia", Map.of("features", List.of(theme)), LONGEST_COMMAND);
    }

    /** Sets whether the system asks for less motion. Ends what {@link #show} has set for the theme. */
    public void reduceMotion(boolean reduce) {
        var motion = Map.of("name", "prefers-reduced-motion", "value", reduce ? "reduce" : "no-preference");
        page.call("Emulation.setEmulatedMedia", Map.of("features", List.of(motion)), LONGEST_COMMAND);
    }

    /** Slows the processor down for the page. */
    public void slowDown(int factor) {
        page.call("Emulation.setCPUThrottlingRate", Map.of("rate", factor), LONGEST_COMMAND);
    }

    /** Returns the bytes of the page's JavaScript heap and array buffers after a garbage collection. */
    public long heapBytes() {
        page.call("HeapProfiler.collectGarbage", Map.of(), LONGEST_COMMAND);
        JsonNode usage = page.call("Runtime.getHeapUsage", Map.of(), LONGEST_COMMAND);
        return usage.path("usedSize").asLong()
                + usage.path("backingStorageSize").asLong();
    }

    /** Returns the events of some categories that Chromium traces while something runs. */
    public List<JsonNode> trace(List<String> categories, Runnable run) {
        traced.clear();
        traceEnd = new CompletableFuture<>();
        page.call(
                "Tracing.start",
                Map.of("transferMode", "ReportEvents", "traceConfig", Map.of("includedCategories", categories)),
                LONGEST_COMMAND);
        run.run();
        page.call("Tracing.end", Map.of(), LONGEST_COMMAND);
        traceEnd.orTimeout(LONGEST_COMMAND.toSeconds(), TimeUnit.SECONDS).join();
        return List.copyOf(traced);
    }

    /**
     * Begins to download a URL into a folder, under the name that the browser chooses. Until the file is complete, its name
     * ends with {@code .crdownload}.
     */
    public void download(URI url, Path folder) {
        page.call(
                "Page.setDownloadBehavior",
                Map.of(
                        "behavior",
                        "allow",
                        "downloadPath",
                        folder.toAbsolutePath().toString()),
                LONGEST_COMMAND);
        // The response is an attachment, so the navigation ends without a page.
        page.call("Page.navigate", Map.of("url", url.toString()), LONGEST_COMMAND);
    }

    @Override
    public void screenshot(Path file) {
        JsonNode shot = page.call("Page.captureScreenshot", Map.of("format", "png"), LONGEST_COMMAND);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(shot.path("data").asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Chromium start() {
        return start(BrowserProcess.newProfile());
    }

    /** Kills the browser, and starts it again with the same profile. This object is not used any more. */
    public Chromium killAndStart() {
        page.close();
        process.kill();
        return start(process.profile());
    }

    private static Chromium start(Path profile) {
        Path program = BrowserProcess.find("chromium", "chromium-browser", "google-chrome");
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
        evaluate("document.readyState === 'complete' || new Promise(done => addEventListener('load', () =>"
                + " done(true)))");
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
