package dev.cliprange.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of access to the control API.
 *
 * @param apiKey the admin key of at least 16 characters, or {@code sha256:} and its digest in hexadecimal; the server does not start without one
 */
@ConfigurationProperties("cliprange")
record AccessProperties(@DefaultValue("") String apiKey) {

    @Override
    public String toString() {
        return "AccessProperties[apiKey=" + (apiKey.isBlank() ? "missing" : "set") + "]";
    }
}
