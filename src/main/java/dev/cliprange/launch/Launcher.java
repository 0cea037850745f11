package dev.cliprange.launch;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class of the jar. It is compiled for Java 8, so that an older Java reports what is missing instead of an
 * unsupported class version. It uses only the JDK and nothing newer than Java 8.
 *
 * <p>Java starts it from the root of the jar. It then runs Spring Boot's loader, which calls the same class again, now
 * with the server's classes. In an extracted jar they are visible at once.
 */
public final class Launcher {

    static final int NEEDED = 25;

    private static final String APPLICATION = "dev.cliprange.CliprangeApplication";
    private static final String LOADER = "org.springframework.boot.loader.launch.JarLauncher";

    private Launcher() {}

    /** Runs the application, or exits with code 1 if this Java is too old. */
    public static void main(String[] arguments) throws Throwable {
        String version = System.getProperty("java.version");
        if (feature(version) < NEEDED) {
            System.err.println(tooOld(version, System.getProperty("java.home")));
            System.exit(1);
        }
        try {
            application().getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    /** Returns the feature number of a version: 8 for {@code 1.8.0_402}, 25 for {@code 25.0.1} or {@code 25-ea}. */
    static int feature(String version) {
        String[] parts = version.split("[^0-9]+");
        return Integer.parseInt(parts[0].equals("1") && parts.length > 1 ? parts[1] : parts[0]);
    }

    static String tooOld(String version, String home) {
        return "Cliprange cannot start: it needs Java " + NEEDED + " or newer, and this is Java " + version + " ("
                + home
                + "). Install Java " + NEEDED
                + ", for example from https://adoptium.net, and run the jar with its 'java': "
                + "/path/to/jdk-" + NEEDED + "/bin/java -jar cliprange.jar";
    }

    private static Class<?> application() throws ClassNotFoundException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(APPLICATION, true, loader);
        } catch (ClassNotFoundException inTheNestedJar) {
            return Class.forName(LOADER, true, loader);
        }
    }
}
