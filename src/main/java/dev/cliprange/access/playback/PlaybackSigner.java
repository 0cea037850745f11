package dev.cliprange.access.playback;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/** Signs playback URLs with the configured key, and checks their signatures. */
@Component
public class PlaybackSigner {

    /** The longest time in seconds for which a URL is signed on request. */
    public static final int LONGEST_SECONDS = 366 * 24 * 3600;

    private final PlaybackProperties properties;
    private final PlaybackSignature signature;
    private final Clock clock;

    PlaybackSigner(PlaybackProperties properties, Clock clock) {
        this.properties = properties;
        this.signature = new PlaybackSignature(properties.keys());
        this.clock = clock;
    }

    /** Returns whether signing is on. Then only signed URLs play, and a URL without a version never does. */
    public boolean signs() {
        return properties.signed();
    }

    /**
     * Returns the URL of a path, signed for the configured time if signing is on.
     *
     * @param base comes before the path, without a slash at its end; empty for a URL without scheme and host
     */
    public URI url(String base, PlaybackPath path) {
        return signs()
                ? url(base, path, clock.instant().plus(properties.expiresIn()))
                : URI.create(base + path.format());
    }

    /** Returns the URL of a path, signed until a time. Signing must be on. */
    public URI url(String base, PlaybackPath path, Instant expires) {
        return URI.create(
                base + path.format() + "?" + signature.query(path, expires.getEpochSecond(), properties.signingKey()));
    }

    /**
     * As {@link #url(String, PlaybackPath)}, with the signature in the path. A playlist needs this, because the URLs in
     * it do not inherit a query.
     */
    public URI urlWithSignedPath(String base, PlaybackPath path) {
        return signs()
                ? urlWithSignedPath(base, path, clock.instant().plus(properties.expiresIn()))
                : URI.create(base + path.format());
    }

    /** As {@link #url(String, PlaybackPath, Instant)}, with the signature in the path. Signing must be on. */
    public URI urlWithSignedPath(String base, PlaybackPath path, Instant expires) {
        return URI.create(base + signature.signedPath(path, expires.getEpochSecond(), properties.signingKey()));
    }

    /**
     * Returns when a URL expires that is signed now on request, in whole seconds.
     *
     * @param seconds how long it is valid
     * @throws FailureException SIGNING_OFF if URLs are not signed
     */
    public Instant expiry(long seconds) {
        if (!signs()) {
            throw new FailureException(
                    Failure.SIGNING_OFF, "URLs are not signed here: cliprange.playback.signing-key is not set.");
        }
        return clock.instant().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
    }

    PlaybackSignature.Verdict check(String rawPath, String rawQuery) {
        return signature.check(rawPath, rawQuery, clock.instant());
    }
}
