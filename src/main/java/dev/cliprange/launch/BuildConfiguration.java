package dev.cliprange.launch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Version and commit at {@code /actuator/info}, as a metric, and in the line that reports the start. */
@Configuration(proxyBeanMethods = false)
class BuildConfiguration {

    private static final Logger log = LoggerFactory.getLogger(BuildConfiguration.class);

    @Bean
    BuildVersion buildVersion() {
        return BuildVersion.read();
    }

    @Bean
    InfoContributor buildInfo(BuildVersion build) {
        return info -> info.withDetail("version", build.version()).withDetail("commit", build.commit());
    }

    @Bean
    MeterBinder buildMeter(BuildVersion build) {
        return meters -> Gauge.builder(BuildMeter.INFO.meterName(), () -> 1)
                .description("1, with the version and the commit of the running build as tags")
                .tag("version", build.version())
                .tag("commit", build.commit())
                .register(meters);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> startLine(BuildVersion build, Environment environment) {
        return ready -> log.atInfo()
                .addKeyValue("version", build.version())
                .addKeyValue("commit", build.commit())
                .addKeyValue("port", environment.getProperty("local.server.port"))
                .addKeyValue("managementPort", environment.getProperty("local.management.port"))
                .addKeyValue("java", Runtime.version())
                .addKeyValue(
                        "milliseconds",
                        Optional.ofNullable(ready.getTimeTaken())
                                .map(Duration::toMillis)
                                .orElse(0L))
                .log("Cliprange has started");
    }
}
