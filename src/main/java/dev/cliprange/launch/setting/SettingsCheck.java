package dev.cliprange.launch.setting;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Checks the names of all settings, and the URL of the database, before any other bean is created. The records of settings
 * are registered by then, so no further search for them is needed.
 */
@Configuration(proxyBeanMethods = false)
public class SettingsCheck {

    @Bean
    static BeanFactoryPostProcessor settingsChecked(ConfigurableEnvironment environment) {
        return beans -> {
            new UnknownSettings(KnownSettings.of(records(beans))).reject(environment);
            DatabaseUrl.check(environment.getProperty("cliprange.database.url", ""));
        };
    }

    private static List<Class<?>> records(ConfigurableListableBeanFactory beans) {
        return Arrays.stream(beans.getBeanNamesForAnnotation(ConfigurationProperties.class))
                .<Class<?>>flatMap(name -> Stream.ofNullable(beans.getType(name, false)))
                .toList();
    }
}
