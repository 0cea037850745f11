# Checks the signature of playback URLs before the cache lookup. Include it and call its sub:
#
#     include "playback-signature.vcl";
#     sub vcl_recv {
#         if (req.url ~ "^/videos") { call playback_signature; }
#     }
#
# It returns 403, or removes the signature from the URL so that it is not part of the cache key. The signature is in the query,
# or in the path after /videos/s/, where the relative URLs of a playlist inherit it. On a cache miss the origin receives it in a
# header. The origin, the CloudFront Function and nginx make the same check; the vectors in ../playback-signatures.json are
# tested against all of them. Needs Debian's varnish-vmod-digest.
#
# Varnish's log shows headers. X-Playback-Expected opens the URL it was made for until that URL expires, so a reader of the
# log can watch what is played. The log does not contain the secrets.

import blob;
import digest;
import std;

# Put your keys here, by id, as in the origin's cliprange.playback.keys; one block each.
sub playback_expected {
    # if (req.http.X-Playback-Key == "2026b") {
    #     set req.http.X-Playback-Expected = digest.base64url_nopad_hex(digest.hmac_sha256(
    #         "<secret>", blob.transcode(decoding = URL, encoded = req.http.X-Playback-Text)));
    # }
}

sub playback_signature {
    if (req.method != "OPTIONS") {
        unset req.http.X-Playback-Verdict;
        unset req.http.X-Playback-Expected;
        unset req.http.Cliprange-Signature;
        if (req.url ~ "^/videos/s/[0-9]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/") {
            # A signature in the path comes before one in the query.
            set req.http.X-Playback-Query = regsub(req.url, "^/videos/s/([0-9]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)/.*$",
                "&expires=\1&key=\2&signature=\3&");
            set req.url = regsub(req.url, "^/videos/s/[^/]+", "/videos");
        } else {
            set req.http.X-Playback-Query = "&" + regsub(req.url, "^[^?]*\??", "") + "&";
        }

        # Each parameter must occur exactly once, and the path must be the one that was signed. A path with an encoded character
        # is a different path.
        if (req.url !~ "^/videos/(clips/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[a-z]+|sequences/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/stream)?)/[a-z2-7]{16}(-[0-9]+)?(\.[a-z0-9]+)?(/[a-z0-9_-]+(\.[a-z0-9_-]+)*)*(\?|$)"
            || req.http.X-Playback-Query !~ "&expires=[1-9][0-9]{0,10}&"
            || req.http.X-Playback-Query !~ "&key=[A-Za-z0-9_-]{1,32}&"
            || req.http.X-Playback-Query !~ "&signature=[A-Za-z0-9_-]{43}&"
            || req.http.X-Playback-Query ~ "&(expires|key|signature)=[^&]*&(.*&)?\1=") {
            set req.http.X-Playback-Verdict = "signature-invalid";
        } else {
            set req.http.X-Playback-Expires = regsub(req.http.X-Playback-Query, "^.*&expires=([0-9]+)&.*$", "\1");
            set req.http.X-Playback-Key = regsub(req.http.X-Playback-Query, "^.*&key=([A-Za-z0-9_-]+)&.*$", "\1");
            set req.http.X-Playback-Given = regsub(req.http.X-Playback-Query, "^.*&signature=([A-Za-z0-9_-]+)&.*$", "\1");
            # The signed lines. A header cannot contain a line break, so the line breaks are encoded.
            set req.http.X-Playback-Text =
                regsub(regsub(req.url, "^(/videos/clips/[^/]+)/[a-z]+/([a-z2-7]{16}).*$", "\1/\2"),
                    "^(/videos/sequences/[^/]+)/(?:stream/)?([a-z2-7]{16}).*$", "\1/\2") + "%0A"
                + req.http.X-Playback-Expires + "%0A" + req.http.X-Playback-Key;
            call playback_expected;

            # Hashes are compared, so the time of the comparison reveals nothing about the expected signature.
            if (!req.http.X-Playback-Expected
                || digest.hash_sha256(req.http.X-Playback-Expected) != digest.hash_sha256(req.http.X-Playback-Given)) {
                set req.http.X-Playback-Verdict = "signature-invalid";
            } else if (std.time(integer = std.integer(req.http.X-Playback-Expires, 0)) <= now) {
                set req.http.X-Playback-Verdict = "signature-expired";
            } else {
                set req.http.Cliprange-Signature = "expires=" + req.http.X-Playback-Expires + "&key="
                    + req.http.X-Playback-Key + "&signature=" + req.http.X-Playback-Given;
                set req.url = regsuball(req.url, "([?&])(expires|key|signature)=[^&]*", "\1");
                set req.url = regsuball(req.url, "&+", "&");
                set req.url = regsub(regsub(req.url, "\?&", "?"), "[?&]$", "");
            }
        }
        unset req.http.X-Playback-Query;
        unset req.http.X-Playback-Expires;
        unset req.http.X-Playback-Key;
        unset req.http.X-Playback-Given;
        unset req.http.X-Playback-Text;
        unset req.http.X-Playback-Expected;
        if (req.http.X-Playback-Verdict) {
            return (synth(403, req.http.X-Playback-Verdict));
        }
    }
}

sub vcl_synth {
    if (resp.status == 403 && resp.reason ~ "^signature-(invalid|expired)$") {
        set resp.http.Content-Type = "application/problem+json";
        set resp.http.Cache-Control = "no-store";
        synthetic({"{"type":"/api/problems/"} + resp.reason + {"","status":403,"code":""} + resp.reason + {"" }"});
        set resp.reason = "Forbidden";
        return (deliver);
    }
}
