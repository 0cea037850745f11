vcl 4.1;

# Varnish in front of an origin whose playback addresses are open: varnishd -f default.vcl -p vcl_path=<this folder>
# If the origin signs them, take signed.vcl. This file checks no signature, so a request that carries one is passed on and
# its answer is not kept.
include "backends.vcl";

sub vcl_recv {
    # Only signed.vcl may send this header to the origin.
    unset req.http.Cliprange-Signature;
}

include "cliprange.vcl";
