package dev.cliprange.launch;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the log.
 *
 * @param format how a line is written
 */
@ConfigurationProperties("cliprange.log")
record LogProperties(@DefaultValue("auto") LogFormat format) {

    static final String FORMAT = "cliprange.log.format";
}
