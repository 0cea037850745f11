package dev.cliprange.studio;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the studio.
 *
 * @param enabled whether the page is served at {@code /studio}, and {@code /} redirects to it
 */
@ConfigurationProperties("cliprange.studio")
record StudioProperties(@DefaultValue("true") boolean enabled) {}
