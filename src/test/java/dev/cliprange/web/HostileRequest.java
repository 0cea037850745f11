package dev.cliprange.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One request that means no good, and what it must get.
 *
 * @param key whose it is sent with: {@code admin}, {@code edit}, {@code read}; empty: none
 * @param target as it goes onto the wire; {@code {source}}, {@code {clip}}, {@code {other}} and {@code {signed}} (the query
 *     of the clip's own address) are filled in
 * @param chunked whether the body goes without its length
 */
record HostileRequest(
        String name,
        String key,
        String method,
        String target,
        List<String> headers,
        byte[] body,
        boolean chunked,
        int status,
        String code) {

    static HostileRequest get(String name, String key, String target, int status, String code) {
        return new HostileRequest(name, key, "GET", target, List.of(), new byte[0], false, status, code);
    }

    static HostileRequest post(String name, String key, String target, String body, int status, String code) {
        return new HostileRequest(
                name,
                key,
                "POST",
                target,
                List.of("Content-Type: application/json"),
                body.getBytes(StandardCharsets.UTF_8),
                false,
                status,
                code);
    }

    HostileRequest method(String other) {
        return new HostileRequest(name, key, other, target, headers, body, chunked, status, code);
    }

    /** Takes the place of the content type, too. */
    HostileRequest headers(String... others) {
        return new HostileRequest(name, key, method, target, List.of(others), body, chunked, status, code);
    }

    HostileRequest header(String another) {
        var all = new ArrayList<>(headers);
        all.add(another);
        return new HostileRequest(name, key, method, target, all, body, chunked, status, code);
    }

    HostileRequest body(byte[] other) {
        return new HostileRequest(name, key, method, target, headers, other, chunked, status, code);
    }

    HostileRequest inChunks() {
        return new HostileRequest(name, key, method, target, headers, body, true, status, code);
    }

    @Override
    public String toString() {
        return name;
    }
}
