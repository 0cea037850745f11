package dev.cliprange.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * WebKitGTK by WebDriver (W3C, 2018), in a virtual X server, because it has no mode without a window. It is used to play, so
 * it has no keyboard and no mouse here.
 */
public final class WebKit implements Browser {

    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final Pattern DISPLAY = Pattern.compile("^(\\d+)$");
    private static final String NO_INPUT = "WebKit is used to play only";

    private final BrowserProcess display;
    private final BrowserProcess driver;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    private WebKit(BrowserProcess display, BrowserProcess driver, Path program) {
        this.display = display;
        this.driver = driver;
        var options = Map.of("binary", program.toString(), "args", List.of("--automation"));
        String sessions = "http://" + driver.address() + "/session";
        this.base = sessions
                + "/"
                + send(
                                "POST",
                                sessions,
                                Map.of(
                                        "capabilities",
                                        Map.of(
                                                "alwaysMatch",
                                                Map.of(
                                                        "webkitgtk:browserOptions",
                                                        options,
                                                        "timeouts",
                                                        Map.of("script", LONGEST_COMMAND.toMillis())))))
                        .path("sessionId")
                        .asString();
    }

    /** @throws TestAbortedException if it is not installed; the test is then reported as skipped */
    static WebKit start() {
        Path server = BrowserProcess.find("Xvfb");
        Path program = BrowserProcess.find("WebKitWebDriver");
        Path browser =
                miniBrowser().orElseThrow(() -> new TestAbortedException("there is no MiniBrowser of WebKitGTK"));
        var display = BrowserProcess.start(
                List.of(server.toString(), "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"),
                BrowserProcess.newProfile(),
                DISPLAY);
        Optional<BrowserProcess> driver = Optional.empty();
        try {
            int port = freePort();
            driver = Optional.of(BrowserProcess.start(
                    List.of(program.toString(), "--port=" + port),
                    BrowserProcess.newProfile(),
                    Map.of("DISPLAY", ":" + display.address(), "LIBGL_ALWAYS_SOFTWARE", "1"),
                    "127.0.0.1:" + port));
            awaitReady(driver.get());
            return new WebKit(display, driver.get(), browser);
        } catch (RuntimeException | Error e) {
            driver.ifPresent(BrowserProcess::close);
            display.close();
            throw e;
        }
    }

    /** The browser of the library's own tests is in a folder that has the library's version. */
    private static Optional<Path> miniBrowser() {
        try (Stream<Path> files = Files.find(
                LIBRARIES,
                3,
                (path, attributes) ->
                        path.endsWith("MiniBrowser") && path.toString().contains("webkit"))) {
            return files.findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(BrowserProcess driver) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest status = HttpRequest.newBuilder(URI.create("http://" + driver.address() + "/status"))
                    .build();
            await().ignoreExceptionsMatching(ConnectException.class::isInstance)
                    .until(() -> client.send(status, HttpResponse.BodyHandlers.ofString())
                                    .statusCode()
                            == 200);
        }
    }

    @Override
    public void navigate(URI page) {
        post("/url", Map.of("url", page.toString()));
    }

    @Override
    public String evaluateToText(String promiseOfText) {
        String script = """
                const done = arguments[arguments.length - 1];
                (async () => %s)().then(
                  text => done({ text }),
                  error => done({ error: String(error) + '\\n' + error?.stack }));
                """.formatted(promiseOfText);
        JsonNode answer = post("/execute/async", Map.of("script", script, "args", List.of()));
        if (answer.has("error")) {
            throw new IllegalStateException(answer.path("error").asString());
        }
        return answer.path("text").asString();
    }

    @Override
    public void screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(
                    file,
                    Base64.getDecoder()
                            .decode(send("GET", base + "/screenshot", Map.of()).asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** WebDriver has no log. */
    @Override
    public List<String> complaints() {
        return List.of();
    }

    @Override
    public void press(String... names) {
        throw new UnsupportedOperationException(NO_INPUT);
    }

    @Override
    public void type(String text) {
        throw new UnsupportedOperationException(NO_INPUT);
    }

    @Override
    public void click(String selector) {
        throw new UnsupportedOperationException(NO_INPUT);
    }

    @Override
    public void choose(String selector, Path... files) {
        throw new UnsupportedOperationException(NO_INPUT);
    }

    private JsonNode post(String command, Map<String, ?> body) {
        return send("POST", base + command, body);
    }

    private JsonNode send(String method, String url, Map<String, ?> body) {
        HttpRequest.BodyPublisher publisher = method.equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(LONGEST_COMMAND)
                .method(method, publisher)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(method + " " + url + ": " + response.body());
            }
            return JsonMapper.shared().readTree(response.body()).path("value");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            // Its processes are not all children of the driver.
            send("DELETE", base, Map.of());
        } catch (IllegalStateException | UncheckedIOException ended) {
            System.getLogger(WebKit.class.getName()).log(System.Logger.Level.WARNING, "WebKit has ended", ended);
        }
        http.close();
        driver.close();
        display.close();
    }
}
