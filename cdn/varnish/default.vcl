vcl 4.1;

# Varnish in front of an origin whose playback addresses are open: varnishd -f default.vcl -p vcl_path=<this folder>
# Where the origin signs them, take signed.vcl. Under this file a signature is part of the cache key, so an edge that checks
# none shows nobody what was not signed for him.
include "backends.vcl";

sub vcl_recv {
    # What signed.vcl tells the origin, nobody else may.
    unset req.http.Cliprange-Signature;
}

include "cliprange.vcl";
