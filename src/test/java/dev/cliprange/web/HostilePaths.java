package dev.cliprange.web;

import static dev.cliprange.web.HostileRequest.get;

import java.util.stream.Stream;

/** The hostile requests whose paths are what is wrong with them. */
final class HostilePaths {

    private HostilePaths() {}

    static Stream<HostileRequest> addresses() {
        return Stream.of(
                get("up and over", "read", "/api/sources/../admin/keys", 404, "not-found"),
                get("encoded up and over", "read", "/api/sources/%2e%2e/admin/keys", 404, "not-found"),
                get("path parameter", "read", "/api/admin;x=1/keys", 404, "not-found"),
                get("double slash", "read", "/api//admin/keys", 404, "not-found"),
                get("encoded slash", "read", "/api%2Fadmin/keys", 404, "not-found"),
                get("backslash", "read", "/api%5Cadmin/keys", 404, "not-found"),
                get("null byte", "read", "/api/clips/{clip}%00", 404, "not-found"),
                get("line break", "read", "/api/clips/{clip}%0d%0aX-Forged:%20yes", 404, "not-found"),
                get("SQL for an id", "read", "/api/clips/1'%20OR%20'1'='1", 400, "request-invalid"),
                get("id with braces", "read", "/api/clips/%7B{clip}%7D", 400, "request-invalid"),
                get("method the address does not take", "edit", "/api/clips/{clip}", 405, "method-not-allowed")
                        .method("PUT"),
                get("method nobody knows", "edit", "/api/clips/{clip}", 400, "request-invalid")
                        .method("BREW"),
                get("address of nothing", "read", "/api/nothing", 404, "not-found"),
                get("problem of no code", "", "/api/problems/none", 404, "not-found"));
    }

    /** Everything that is no canonical path, on the control API, on playback, and elsewhere; without a key, too. */
    static Stream<HostileRequest> spellings() {
        return Stream.of(
                        "//",
                        "///",
                        "/.",
                        "/..",
                        "*",
                        "/api/",
                        "//api/sources",
                        "/api/sources/",
                        "/api/sources//",
                        "/api/./sources",
                        "/api/sources%2F",
                        "/api/sources;",
                        "/api/s%6Furces",
                        "/api/s%6furces",
                        "/api/clips%3Awarm",
                        "/api/sources\\",
                        "/api\\sources",
                        "/api/{x}",
                        "/api/%",
                        "/api/%zz",
                        "/api/\u00fc",
                        "/api/openapi.json/",
                        "/api/openapi%2Ejson",
                        "/api/docs/",
                        "/api/problems/%69nternal",
                        "/api/clips/{CLIP}",
                        "/api/clips/%20{clip}",
                        "/api/clips/+1-1-1-1-1",
                        "/api/clips/1-1-1-1-1",
                        "/videos/",
                        "/%76ideos/clips/{clip}/stream",
                        "/%56IDEOS/clips/{clip}/stream",
                        "//videos/clips/{clip}/stream/{version}?{signed}",
                        "/videos/./clips/{clip}/stream/{version}?{signed}",
                        "/videos/clips/{clip}/stream/{version}/?{signed}",
                        "/videos/clips/{clip}/stream/{VERSION}?{signed}",
                        "/videos/clips/{clip}/stream/%61{version}?{signed}",
                        "/videos/clips/{clip}/stream/{version};?{signed}",
                        "/videos/clips/{clip}\\stream/{version}?{signed}",
                        "/videos/clips/{CLIP}/stream",
                        "http://localhost/videos/clips/{CLIP}/stream/{version}?{signed}",
                        "http://localhost",
                        "/nothing",
                        "/NOTHING/")
                .map(target -> get("spelling: " + target, "", target, 404, "not-found"));
    }
}
