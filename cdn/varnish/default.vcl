vcl 4.1;

# Varnish in front of an origin whose playback URLs are not signed: varnishd -f default.vcl -p vcl_path=<this folder>
# Use signed.vcl if the origin signs them. This file checks no signature: a request with a signature is passed on, and its
# response is not cached.
include "backends.vcl";

sub vcl_recv {
    # Only signed.vcl may send this header to the origin.
    unset req.http.Cliprange-Signature;
}

include "cliprange.vcl";
