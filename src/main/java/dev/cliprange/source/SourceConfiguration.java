package dev.cliprange.source;

import io.r2dbc.postgresql.codec.Json;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.r2dbc.convert.R2dbcCustomConversions;
import org.springframework.data.r2dbc.dialect.PostgresDialect;
import tools.jackson.databind.json.JsonMapper;

/** Converts {@link SourceMedia} to and from the JSON document in the row of a source. */
@Configuration(proxyBeanMethods = false)
class SourceConfiguration {

    @Bean
    R2dbcCustomConversions r2dbcCustomConversions() {
        JsonMapper json = JsonMapper.builder().build();
        return R2dbcCustomConversions.of(
                PostgresDialect.INSTANCE, List.of(new MediaReading(json), new MediaWriting(json)));
    }

    // Not lambdas, because Spring reads the types of a converter from the signature of its class.

    @ReadingConverter
    private static final class MediaReading implements Converter<Json, SourceMedia> {

        private final JsonMapper json;

        MediaReading(JsonMapper json) {
            this.json = json;
        }

        @Override
        public SourceMedia convert(Json document) {
            return json.readValue(document.asArray(), SourceMedia.class);
        }
    }

    @WritingConverter
    private static final class MediaWriting implements Converter<SourceMedia, Json> {

        private final JsonMapper json;

        MediaWriting(JsonMapper json) {
            this.json = json;
        }

        @Override
        public Json convert(SourceMedia media) {
            return Json.of(json.writeValueAsBytes(media));
        }
    }
}
