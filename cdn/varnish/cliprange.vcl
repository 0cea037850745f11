vcl 4.1;

# Caching rules for clips. A URL with a version always means the same bytes. They are cached for as long as the origin allows
# (a year), and nothing is ever purged. A cached object is also correct while the origin cannot be reached. All other responses,
# errors included, are passed on without caching.
import std;

sub vcl_recv {
    if (req.restarts == 0) {
        unset req.http.Edge-Stale;
        unset req.http.Edge-Disposition;
        unset req.http.Edge-Name;
    }
    # Each object has one canonical path: lower case, no encoded character, no empty segment, no dot segment. The origin
    # returns 404 for every other form of the path, and so does Varnish. (The segment after /s/ is a signature.)
    if (req.url ~ "^/videos"
        && regsub(req.url, "\?.*", "") !~ "^/videos(?:/s/[A-Za-z0-9._-]+)?(?:/(?!\.\.?(?:/|$))[a-z0-9._-]+)+$") {
        return (synth(404, "not-found"));
    }
    # API calls and URLs without a version are passed on. So is a request that still has a signature: the signature was not
    # checked here, so the response must not be cached for other clients.
    if ((req.method != "GET" && req.method != "HEAD")
        || req.url ~ "[?&]signature="
        || req.url !~ "^/videos/(?:clips|sequences)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/(?:[a-z]+/)?[a-z2-7]{16}(?:[./?-]|$)") {
        return (pass);
    }
    unset req.http.Cookie;
    unset req.http.Authorization;
    # The file name belongs to the response and not to the cached object: see vcl_deliver. A name is used if it occurs once and
    # if its encoded characters are safe in file names.
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
    # The cache key contains only the parameters that change the response: for pictures the time, the mode and the width.
    # Otherwise a client could fill the cache with copies of one clip.
    if (req.url ~ "^[^?]*/poster/") {
        set req.url = regsuball(req.url, "(?<=[?&])(?!(?:at|mode|width)=)[^&]*(?:&|$)", "");
        set req.url = std.querysort(regsub(req.url, "[?&]+$", ""));
    } else if (req.url ~ "^[^?]*/(?:master\.m3u8|manifest\.mpd)") {
        # The first playlist of a stream depends on the form only.
        set req.url = regsub(regsuball(req.url, "(?<=[?&])(?!form=)[^&]*(?:&|$)", ""), "[?&]+$", "");
    } else {
        set req.url = regsub(req.url, "\?.*", "");
    }

    # An object that is too old is revalidated while the origin is alive, and served as it is while the origin is down.
    if (req.http.Edge-Stale || !std.healthy(origin_health)) {
        set req.grace = 30d;
    } else {
        set req.grace = 0s;
    }
    return (hash);
}

# The host is no part of the key: all host names of this Varnish lead to one origin.
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

# A fetch for the cache sends If-None-Match only if an older object is in the cache.
sub vcl_backend_response {
    if (beresp.status == 429 || beresp.status >= 500) {
        if (bereq.http.If-None-Match && !bereq.uncacheable) {
            return (abandon);
        }
    }
    if (beresp.status != 200 || beresp.http.Cache-Control !~ "immutable") {
        # Varnish remembers for a second that this response is not cacheable. Waiting requests then go on at the same time
        # instead of one after another.
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        set beresp.keep = 0s;
        return (deliver);
    }
    set beresp.grace = 30d;
    # The length of a body is known once it is cached, and then Varnish serves ranges of it.
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

# A fetch was abandoned because an older object is in the cache: start again, and accept an object of any age.
sub vcl_synth {
    if (resp.status == 503 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
        set req.http.Edge-Stale = "yes";
        return (restart);
    }
}

sub vcl_deliver {
    # A title can change while the object stays cached. So the name comes from the URL, or else from the id.
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
