package dev.cliprange.preview;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Digest;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.RangeResponse;
import dev.cliprange.stream.Streams;
import java.util.HexFormat;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sends pictures as all bytes of clips are sent: with ranges, conditions, and a place among the streams. */
@Component
class PictureResponses {

    private static final int TAG_BYTES = 8;

    private final RangeResponse responses;
    private final Streams streams;

    PictureResponses(RangeResponse responses, Streams streams) {
        this.responses = responses;
        this.streams = streams;
    }

    /** Runs a response as one of the streams of this instance. */
    Mono<Void> run(ClipDescriptor clip, Mono<Void> answer, ServerWebExchange exchange) {
        return streams.run(clip.engine(), clip.source(), exchange.getResponse(), answer);
    }

    /** Answers with bytes. Their entity tag has their digest: other builds of FFmpeg make other pictures. */
    Mono<Void> send(
            ClipDescriptor clip, String version, MediaType type, Mono<byte[]> made, ServerWebExchange exchange) {
        return responses.send(
                made.map(bytes -> new TaggedLayout(
                        new ByteLayout(bytes, List.of()),
                        version + "-" + HexFormat.of().formatHex(Digest.sha256(bytes), 0, TAG_BYTES))),
                clip.source(),
                headers -> {
                    ClipHeaders.write(headers, clip, type);
                    if (type.equals(MediaType.IMAGE_JPEG)) {
                        ClipHeaders.fileName(exchange, clip, "jpg");
                    }
                },
                exchange);
    }
}
