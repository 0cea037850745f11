vcl 4.1;

# Varnish in front of an origin that signs its playback URLs (cliprange.playback.signing-key).
include "backends.vcl";
include "playback-signature.vcl";

# Rejects requests without a valid signature for their path. Otherwise the signature moves from the URL to a header, so that all
# viewers of a clip share one cached object.
sub vcl_recv {
    # Only once: a restarted request was checked before, and its URL has no signature any more.
    if (req.restarts == 0) {
        unset req.http.Cliprange-Signature;
        if (req.url ~ "^/videos") {
            call playback_signature;
        }
    }
}

include "cliprange.vcl";
