package dev.cliprange.access.playback;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** Signs addresses with the configured key; leaves them open where there is none. */
@Component
public class PlaybackSigner implements AddressSigner {

    private final PlaybackProperties properties;
    private final PlaybackSignature signature;
    private final Clock clock;

    PlaybackSigner(PlaybackProperties properties, Clock clock) {
        this.properties = properties;
        this.signature = new PlaybackSignature(properties.keys());
        this.clock = clock;
    }

    @Override
    public void sign(UriComponentsBuilder address, UUID clipId, String version) {
        if (properties.signed()) {
            sign(address, clipId, version, clock.instant().plus(properties.expiresIn()));
        }
    }

    @Override
    public boolean signs() {
        return properties.signed();
    }

    public void sign(UriComponentsBuilder address, UUID clipId, String version, Instant expires) {
        long seconds = expires.getEpochSecond();
        String keyId = properties.signingKey();
        address.queryParam("expires", seconds)
                .queryParam("key", keyId)
                .queryParam("signature", signature.of(clipId.toString(), version, seconds, keyId));
    }

    PlaybackSignature.Verdict check(String rawPath, String rawQuery) {
        return signature.check(rawPath, rawQuery, clock.instant());
    }
}
