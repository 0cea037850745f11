package dev.cliprange.launch.setting;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://localhost:5432/cliprange",
                "postgresql://db/clips",
                "postgresql://[::1]:5432/clips",
                "postgresql://one:5432,two:5432/clips?targetServerType=primary",
                "postgresql://db.example:5432/clips?sslmode=require"
            })
    void check_urlOfADatabase_passes(String url) {
        assertThatCode(() -> DatabaseUrl.check(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://db:5432/clips | is 'jdbc:postgresql://db:5432/clips', but must be written without a"
                        + " driver. Set it to 'postgresql://db:5432/clips'.",
                "r2dbc:postgresql://db/clips | is 'r2dbc:postgresql://db/clips', but must be written without a driver."
                        + " Set it to 'postgresql://db/clips'.",
                "r2dbc:pool:postgresql://db/clips | is 'r2dbc:pool:postgresql://db/clips', but must be written without a"
                        + " driver. Set it to 'postgresql://db/clips'.",
                "postgresql://me:secret@db/clips | is 'postgresql://…@db/clips' and contains a user. Set"
                        + " cliprange.database.username and cliprange.database.password instead, for example by the"
                        + " environment variables CLIPRANGE_DATABASE_USERNAME and CLIPRANGE_DATABASE_PASSWORD"
                        + " (expected: postgresql://host:port/database).",
                "postgres://db/clips | is 'postgres://db/clips', which is no URL of a PostgreSQL database (expected:"
                        + " postgresql://host:port/database).",
                "postgresql://db/clips name?password=secret | is 'postgresql://db/clips name?…', which is no URL of a"
                        + " PostgreSQL database (expected: postgresql://host:port/database).",
                "db.example:5432 | is 'db.example:5432', which is no URL of a PostgreSQL database (expected:"
                        + " postgresql://host:port/database).",
                "postgresql://db:5432/ | is 'postgresql://db:5432/', which is no URL of a PostgreSQL database (expected:"
                        + " postgresql://host:port/database)."
            })
    void check_otherText_isRejectedWithoutSecrets(String url, String reason) {
        assertThatThrownBy(() -> DatabaseUrl.check(url))
                .hasMessage("Cliprange cannot start: cliprange.database.url " + reason);
    }
}
