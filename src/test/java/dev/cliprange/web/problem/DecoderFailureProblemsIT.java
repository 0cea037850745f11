package dev.cliprange.web.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.cliprange.testing.ErrorLines;
import dev.cliprange.testing.Origin;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bytes that are no HTTP request are answered, counted, and leave no line in the log. */
class DecoderFailureProblemsIT {

    private static final int TIMES = 5;

    private static final List<byte[]> MESSAGES = List.of(
            ascii("GET\r\n\r\n"),
            ascii("SSH-2.0-OpenSSH_9.6\r\n\r\n"),
            ascii("\u0001\u0002\u0003\r\n\r\n"),
            ascii("GET / HTTP/9.x\r\n\r\n"),
            ascii("GET / HTTP/1.1\r\nHost\u0000: x\r\n\r\n"),
            ascii("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
            ascii("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(9_000) + "\r\n\r\n"),
            ascii("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
            ascii("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            // The beginning of a TLS handshake.
            new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3, '\r', '\n', '\r', '\n'});

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void messagesThatAreNoRequests_areCountedAndNotLogged() throws IOException {
        Origin origin = Origin.start(Map.of());
        try (origin;
                var lines = new ErrorLines(Level.WARN)) {
            double before = unreadable(origin);
            for (URI base : List.of(origin.base(), origin.managementBase())) {
                for (byte[] message : MESSAGES) {
                    for (int i = 0; i < TIMES; i++) {
                        send(base, message);
                    }
                }
            }

            await().atMost(Duration.ofSeconds(30)).until(() -> unreadable(origin) - before >= TIMES * 4);
            assertThat(origin.client().get("/api/sources").status()).isEqualTo(200);
            assertThat(lines.lines()).isEmpty();
        }
    }

    @Test
    void headersTooLarge_problemNamesThePathOfTheRequest() throws IOException {
        String answer = answer("GET /api/sources?q=x HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(9_000) + "\r\n\r\n");

        assertThat(answer).contains("\"code\":\"headers-too-large\"", "\"instance\":\"/api/sources\"");
    }

    @Test
    void uriTooLong_problemNamesNoPath() throws IOException {
        String answer = answer("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer).contains("\"code\":\"uri-too-long\"").doesNotContain("instance", "bad-request");
    }

    private static String answer(String request) throws IOException {
        Origin origin = Origin.start(Map.of());
        try (origin;
                var socket = new Socket(origin.base().getHost(), origin.base().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(ascii(request));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Sends, and reads until the server ends the connection or has answered. */
    private static void send(URI base, byte[] message) throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(message);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException reset) {
            // This, too, is an end.
        }
    }

    private static double unreadable(Origin origin) {
        return origin.bean(MeterRegistry.class).find(WebMeter.UNREADABLE.meterName()).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
