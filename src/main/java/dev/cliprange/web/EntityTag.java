package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The entity tag of a row with a version, and the conditions of requests. RFC 9110, 8.8.3 and 13.1. */
public final class EntityTag {

    /** RFC 9110, 8.8.3. Text before a tag in its element of the list makes it invalid. */
    private static final Pattern TAG =
            Pattern.compile("(?<=^|,)[ \\t]*((?:W/)?\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")(?=[ \\t]*(?:,|$))");

    private EntityTag() {}

    /** Returns the tag of a row version, quoted as in an {@code ETag} header. */
    public static String of(long rowVersion) {
        return quoted(String.valueOf(rowVersion));
    }

    /** Returns a quoted tag for an opaque name. */
    public static String quoted(String name) {
        return "\"" + name + "\"";
    }

    /**
     * Returns whether {@code If-Match} holds for a representation that exists: there is no condition, it is {@code *},
     * or it lists the tag. RFC 9110, 13.1.1: the comparison is strong, so a weak tag never matches.
     *
     * @param current quoted, with {@code W/} if it is weak
     */
    static boolean matches(HttpHeaders headers, String current) {
        List<String> lines = headers.getOrEmpty(HttpHeaders.IF_MATCH);
        return lines.isEmpty()
                || (isAny(lines) || (!current.startsWith("W/") && tags(lines).contains(current)));
    }

    /**
     * Returns whether {@code If-None-Match} contains the tag of the current representation. RFC 9110, 13.1.2: the
     * comparison is weak.
     *
     * @param current quoted, with {@code W/} if it is weak
     */
    static boolean isKnown(HttpHeaders headers, String current) {
        List<String> lines = headers.getOrEmpty(HttpHeaders.IF_NONE_MATCH);
        return isAny(lines) || tags(lines).stream().map(EntityTag::opaque).anyMatch(opaque(current)::equals);
    }

    private static boolean isAny(List<String> lines) {
        return lines.size() == 1 && "*".equals(lines.getFirst().strip());
    }

    /** Returns the valid entity tags of a list. A comma may be part of a tag. */
    private static List<String> tags(List<String> lines) {
        return lines.stream()
                .flatMap(line -> TAG.matcher(line).results())
                .map(match -> match.group(1))
                .toList();
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /**
     * Returns if there is no condition, if it is {@code *}, or if it lists the tag of the row.
     *
     * @throws FailureException PRECONDITION_FAILED otherwise
     */
    public static void check(@Nullable String ifMatch, long rowVersion) {
        check(ifMatch, of(rowVersion));
    }

    /**
     * Checks the condition for a quoted tag.
     *
     * @throws FailureException PRECONDITION_FAILED
     */
    public static void check(@Nullable String ifMatch, String current) {
        if (ifMatch == null || "*".equals(ifMatch.strip())) {
            return;
        }
        if (Arrays.stream(ifMatch.split(",")).map(String::strip).noneMatch(current::equals)) {
            throw new FailureException(
                    Failure.PRECONDITION_FAILED,
                    "The entity tag is " + current + " now. Read the resource again before you change it.");
        }
    }
}
