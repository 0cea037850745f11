package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.NginxServer;
import dev.cliprange.testing.VarnishServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signature check as nginx runs it, on the vectors of the origin and the other CDN edges. */
class NginxSignatureIT {

    @Test
    void check_eachVector_findsWhatTheOriginFinds(@TempDir Path folder) throws IOException {
        String clock = "Date.now() / 1000";
        String check = SignedEdges.njs(EdgeVectors.keys());
        assertThat(check).contains(clock);
        Files.writeString(
                folder.resolve("playback-signature.js"),
                // What is not a playback URL is open here, and the vectors are all of the check.
                check.replace(clock, "r.headersIn['X-Test-Now']").replace("|| !r.uri.startsWith('/videos')", ""));
        Files.writeString(folder.resolve("signed.conf"), SignedEdges.read("nginx/signed.conf"));
        int port = VarnishServer.freePort();
        try (NginxServer nginx = NginxServer.start(folder, port, """
                server {
                    listen 127.0.0.1:%d;
                    set $cliprange_unchecked $arg_signature;
                    set $cliprange_signature "";
                    include signed.conf;
                    location / {
                        add_header X-Url $uri;
                        add_header X-Origin-Gets $cliprange_signature;
                        return 200 "$cliprange_unchecked";
                    }
                }
                """.formatted(port))) {
            assertThat(EdgeVectors.wrong(nginx.port())).isEmpty();
        }
    }
}
