package dev.cliprange.job;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this instance does.
 *
 * @param role of this instance
 */
@ConfigurationProperties("cliprange")
public record RoleProperties(@DefaultValue("all") Role role) {}
