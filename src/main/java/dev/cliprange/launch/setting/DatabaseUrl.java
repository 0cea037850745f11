package dev.cliprange.launch.setting;

import dev.cliprange.launch.problem.StartFailedException;
import java.util.regex.Pattern;

/** Checks {@code cliprange.database.url}, which is passed on to two drivers, each with its own prefix. */
final class DatabaseUrl {

    private static final String EXPECTED = " (expected: postgresql://host:port/database).";
    private static final Pattern FORM = Pattern.compile("postgresql://[^/@\\s]+/[^/@\\s?]+(\\?\\S*)?");
    private static final Pattern DRIVER = Pattern.compile("(?:jdbc:|r2dbc:)+(?:pool:)?(?=.*)");

    private DatabaseUrl() {}

    /** @throws StartFailedException if the URL has a driver's prefix, another scheme, a user, or no database */
    static void check(String url) {
        if (FORM.matcher(url).matches()) {
            return;
        }
        String shown = withoutSecrets(url);
        String withoutDriver = DRIVER.matcher(shown).replaceFirst("");
        if (!withoutDriver.equals(shown)) {
            throw StartFailedException.of("cliprange.database.url is '" + shown
                    + "', but must be written without a driver. Set it to '" + withoutDriver + "'.");
        }
        if (url.contains("@")) {
            throw StartFailedException.of("cliprange.database.url is '" + shown
                    + "' and contains a user. Set cliprange.database.username and cliprange.database.password instead,"
                    + " for example by the environment variables CLIPRANGE_DATABASE_USERNAME and"
                    + " CLIPRANGE_DATABASE_PASSWORD" + EXPECTED);
        }
        throw StartFailedException.of(
                "cliprange.database.url is '" + shown + "', which is no URL of a PostgreSQL database" + EXPECTED);
    }

    private static String withoutSecrets(String url) {
        return url.replaceAll("://.*@", "://…@").replaceAll("\\?.*", "?…");
    }
}
