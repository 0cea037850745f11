vcl 4.1;

# Varnish in front of an origin that signs its playback addresses (cliprange.playback.signing-key).
include "backends.vcl";
include "playback-signature.vcl";

# Refuses what is not signed for its address. What passes has its signature in a header and no longer in the address, so that
# all who may see a clip share one object.
sub vcl_recv {
    # Once: a request that is taken up again was checked, and its address has lost the signature.
    if (req.restarts == 0) {
        unset req.http.Cliprange-Signature;
        if (req.url ~ "^/videos") {
            call playback_signature;
        }
    }
}

include "cliprange.vcl";
