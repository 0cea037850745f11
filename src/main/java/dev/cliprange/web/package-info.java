/**
 * What all entry points share in HTTP: byte ranges, conditional requests, times, lists, canonical paths and the log of
 * requests. It knows no feature. {@code problem} maps failures to responses, and {@code openapi} describes the API.
 *
 * <p>Each path has one canonical form. One filter responds with 404 to all other spellings, before any filter that
 * decides by the path. The configurations in {@code cdn/} have the same rule, because a cache keeps one object per
 * spelling.
 */
@NullMarked
package dev.cliprange.web;

import org.jspecify.annotations.NullMarked;
