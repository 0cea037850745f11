package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.testing.Varnish;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signature check as Varnish runs it, on the vectors of the origin and the other CDN edges. */
class VarnishSignatureIT {

    @Test
    void check_eachVector_findsWhatTheOriginFinds(@TempDir Path folder) throws Exception {
        assumeTrue(Varnish.missing().isEmpty(), () -> Varnish.missing().orElse(""));
        try (Varnish varnish = Varnish.start(folder, vcl())) {
            assertThat(EdgeVectors.wrong(varnish.port())).isEmpty();
        }
    }

    /** The file as it is delivered, with the vectors' keys, their clock, and no origin. */
    private static String vcl() throws Exception {
        String file = SignedEdges.vcl(EdgeVectors.keys());
        assertThat(file).contains("<= now)");
        return "vcl 4.1;\nbackend default none;\n"
                + file.replace("<= now)", "<= std.time(integer = std.integer(req.http.X-Test-Now, 0)))")
                + """

                sub vcl_recv {
                    call playback_signature;
                    return (synth(200));
                }
                sub vcl_synth {
                    set resp.http.X-Url = req.url;
                    set resp.http.X-Origin-Gets = req.http.Cliprange-Signature;
                }
                """;
    }
}
