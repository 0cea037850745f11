vcl 4.1;

# What an edge may do with clips. An address with a version in it names its bytes for ever: they are kept as long as the origin
# says (a year), nothing is ever purged, and what is kept is right even when the origin cannot be asked. Everything else,
# errors first of all, is only passed on.
import std;

sub vcl_recv {
    if (req.restarts == 0) {
        unset req.http.Edge-Stale;
        unset req.http.Edge-Disposition;
        unset req.http.Edge-Name;
    }
    # Each object has one spelling: lower case, nothing encoded, no empty segment, no dot segment. The origin answers 404 for
    # every other one, and so does the edge. (The segment after /s/ is a signature.)
    if (req.url ~ "^/videos"
        && regsub(req.url, "\?.*", "") !~ "^/videos(?:/s/[A-Za-z0-9._-]+)?(?:/(?!\.\.?(?:/|$))[a-z0-9._-]+)+$") {
        return (synth(404, "not-found"));
    }
    # Calls, and addresses without a version, are not the edge's business. Nor is a signature that is here still: it was not
    # checked, so its answer must not be kept for others.
    if ((req.method != "GET" && req.method != "HEAD")
        || req.url ~ "[?&]signature="
        || req.url !~ "^/videos/(?:clips|sequences)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/(?:[a-z]+/)?[a-z2-7]{16}(?:[./?-]|$)") {
        return (pass);
    }
    unset req.http.Cookie;
    unset req.http.Authorization;
    # The name of a file is part of the response and not of the object: see vcl_deliver. A name is used if it is given once,
    # and if its encoded characters are safe in names of files.
    if (req.restarts == 0) {
        set req.http.Edge-Disposition = "inline";
        if (req.url ~ "[?&]download(?:[=&]|$)") {
            set req.http.Edge-Disposition = "attachment";
        }
        if (req.url ~ "[?&]download=(?!\.)(?:[A-Za-z0-9+._~-]|%(?![01]|7[Ff]|22|2[AaFf]|3[AaCcEeFf]|5[Cc]|7[Cc])[0-9A-Fa-f]{2})+(?:&|$)"
            && req.url !~ "[?&]download(?:=[^&]*)?&(?:.*&)?download(?:[=&]|$)") {
            set req.http.Edge-Name = regsub(req.url, "^[^?]*\?(?:.*&)?download=([^&]*).*$", "\1");
        } else {
            set req.http.Edge-Name = regsub(req.url, "^.*?/([0-9a-f]{8}-[0-9a-f-]{27})/.*$", "\1");
        }
    }
    # No query but a picture's time, mode and width, so that no client fills the cache with one clip.
    if (req.url ~ "^[^?]*/poster/") {
        set req.url = regsuball(req.url, "(?<=[?&])(?!(?:at|mode|width)=)[^&]*(?:&|$)", "");
        set req.url = std.querysort(regsub(req.url, "[?&]+$", ""));
    } else if (req.url ~ "^[^?]*/(?:master\.m3u8|manifest\.mpd)") {
        # Of a stream's first playlist only the form.
        set req.url = regsub(regsuball(req.url, "(?<=[?&])(?!form=)[^&]*(?:&|$)", ""), "[?&]+$", "");
    } else {
        set req.url = regsub(req.url, "\?.*", "");
    }

    # An object beyond its age is asked for anew while the origin lives, and served as it is while it does not.
    if (req.http.Edge-Stale || !std.healthy(origin_health)) {
        set req.grace = 30d;
    } else {
        set req.grace = 0s;
    }
    return (hash);
}

# Not by host: whatever name the edge goes by, there is one origin.
sub vcl_hash {
    hash_data(req.url);
    return (lookup);
}

sub vcl_backend_fetch {
    set bereq.backend = origin;
    unset bereq.http.Edge-Stale;
    unset bereq.http.Edge-Disposition;
    unset bereq.http.Edge-Name;
}

# If-None-Match of a fetch that is not passed means: an older object is here.
sub vcl_backend_response {
    if (beresp.status == 429 || beresp.status >= 500) {
        if (bereq.http.If-None-Match && !bereq.uncacheable) {
            return (abandon);
        }
    }
    if (beresp.status != 200 || beresp.http.Cache-Control !~ "immutable") {
        # The mark that this was not kept lives a second, so that those who wait do not wait for each other.
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        set beresp.keep = 0s;
        return (deliver);
    }
    set beresp.grace = 30d;
    # A body of unknown length has one once it is kept, and ranges with it.
    unset beresp.http.Accept-Ranges;
}

sub vcl_backend_error {
    if (bereq.http.If-None-Match && !bereq.uncacheable) {
        return (abandon);
    }
    set beresp.status = 503;
    set beresp.http.Content-Type = "application/problem+json";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "2";
    set beresp.body = """{"type":"about:blank","title":"The origin does not answer","status":503,"code":"origin-unreachable"}""";
    set beresp.uncacheable = true;
    set beresp.ttl = 1s;
    set beresp.grace = 0s;
    return (deliver);
}

sub vcl_synth {
    if (resp.status == 404 && resp.reason == "not-found") {
        set resp.http.Content-Type = "application/problem+json";
        set resp.http.Cache-Control = "no-store";
        synthetic("""{"type":"/api/problems/not-found","status":404,"code":"not-found"}""");
        set resp.reason = "Not Found";
        return (deliver);
    }
}

# Where a fetch was abandoned for the sake of an older object: again, and any age will do.
sub vcl_synth {
    if (resp.status == 503 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
        set req.http.Edge-Stale = "yes";
        return (restart);
    }
}

sub vcl_deliver {
    # A title may change, and the object stays. So the name is the one in the URL, or the id.
    if (resp.http.Content-Disposition && req.http.Edge-Name) {
        if (resp.http.Content-Type ~ "^audio/") {
            set req.http.Edge-Ending = ".m4a";
        } else if (resp.http.Content-Type ~ "^image/") {
            set req.http.Edge-Ending = ".jpg";
        } else {
            set req.http.Edge-Ending = ".mp4";
        }
        set req.http.Edge-Name = regsub(req.http.Edge-Name, "(?i)\.(?:mp4|m4a|jpg)$", "") + req.http.Edge-Ending;
        set resp.http.Content-Disposition = req.http.Edge-Disposition + "; filename*=UTF-8''" + req.http.Edge-Name;
    }
    unset resp.http.Via;
    unset resp.http.X-Varnish;
    if (obj.hits > 0) {
        set resp.http.Edge-Cache = "hit";
        # The header describes the request that filled the cache.
        unset resp.http.Server-Timing;
    } else {
        set resp.http.Edge-Cache = "miss";
    }
}
