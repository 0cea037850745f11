/**
 * The OpenAPI document, made once at start, and the page that shows it.
 */
@NullMarked
package dev.cliprange.web.openapi;

import org.jspecify.annotations.NullMarked;
