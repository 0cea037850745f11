package dev.cliprange.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.annotations.media.Schema;
import org.junit.jupiter.api.Test;

class RecordSchemasTest {

    /** Two features with a record of the same simple name. */
    private static final class Sign {
        record Body(String form) {}
    }

    private static final class Warm {
        record Body(String clipIds) {}
    }

    private static final class Named {
        @Schema(name = "NamedBody")
        record Body(String clipIds) {}
    }

    /** springdoc merged them, so one call was described with the fields of the other. */
    @Test
    void types_withOneSchemaName_areRejected() {
        ModelConverters converters = converters();
        converters.readAllAsResolvedSchema(new AnnotatedType(Sign.Body.class).resolveAsRef(true));

        assertThatThrownBy(
                        () -> converters.readAllAsResolvedSchema(new AnnotatedType(Warm.Body.class).resolveAsRef(true)))
                .hasMessageContaining("Body is the schema of two types");
    }

    @Test
    void types_withNamesOfTheirOwn_areAccepted() {
        ModelConverters converters = converters();
        converters.readAllAsResolvedSchema(new AnnotatedType(Sign.Body.class).resolveAsRef(true));

        assertThat(converters
                        .readAllAsResolvedSchema(new AnnotatedType(Named.Body.class).resolveAsRef(true))
                        .schema
                        .get$ref())
                .endsWith("/NamedBody");
    }

    private static ModelConverters converters() {
        var converters = new ModelConverters(true);
        converters.addConverter(new RecordSchemas());
        return converters;
    }
}
