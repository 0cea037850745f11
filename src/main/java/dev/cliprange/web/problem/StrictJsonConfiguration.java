package dev.cliprange.web.problem;

import java.util.List;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/** Rejects numbers and booleans where the body of a request needs a string. Jackson would convert them. */
@Configuration(proxyBeanMethods = false)
class StrictJsonConfiguration {

    private static final List<CoercionInputShape> OTHER_SCALARS =
            List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);

    @Bean
    JsonMapperBuilderCustomizer strictStrings() {
        return builder -> builder.withCoercionConfig(
                LogicalType.Textual,
                strings -> OTHER_SCALARS.forEach(shape -> strings.setCoercion(shape, CoercionAction.Fail)));
    }
}
