package dev.cliprange.testing;

import dev.cliprange.CliprangeApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The classes of {@link OriginProcess}: the server's own in a jar, the libraries, and an archive of those that a start loads
 * (class data sharing, JEP 350). With it a server starts in half the time. Jar and archive are made once for a build and kept
 * under target; the JVM starts without the archive if it does not fit.
 */
final class OriginClasses {

    private static final Path FOLDER = Path.of("target", "origin-process");
    private static final String MAIN = CliprangeApplication.class.getName().replace('.', '/') + ".class";

    private OriginClasses() {}

    private static final class ClassPath {
        static final String VALUE = find();
    }

    private static final class Archive {
        static final Path FILE = TestMedia.once(
                FOLDER,
                "classes",
                "jsa",
                Runtime.version() + ClassPath.VALUE,
                archive -> OriginProcess.startAndStop("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"));
    }

    /** Without the tests' own classes. */
    static String path() {
        return ClassPath.VALUE;
    }

    /** The options that make a JVM use the archive. The first call makes it, which takes a start and a stop of a server. */
    static List<String> sharedArchive() {
        return List.of("-XX:SharedArchiveFile=" + Archive.FILE, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    private static String find() {
        var entries = new ArrayList<String>();
        // Under Maven, java.class.path may be a jar that only names the others.
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : all.split(File.pathSeparator)) {
            Path place = Path.of(entry);
            if (!Files.isDirectory(place)) {
                entries.add(entry);
            } else if (Files.exists(place.resolve(MAIN))) {
                // The JVM shares no classes of a folder.
                entries.add(jar(place).toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Path jar(Path classes) {
        try (Stream<Path> walk = Files.walk(classes)) {
            List<Path> files =
                    walk.filter(file -> !file.equals(classes)).sorted().toList();
            var recipe = new StringBuilder();
            for (Path file : files) {
                recipe.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
            }
            return TestMedia.once(FOLDER, "classes", "jar", recipe.toString(), jar -> write(classes, files, jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Entries of folders too: Spring looks for packages by them. */
    private static void write(Path classes, List<Path> files, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                boolean folder = Files.isDirectory(file);
                out.putNextEntry(new JarEntry(folder ? name + "/" : name));
                if (!folder) {
                    Files.copy(file, out);
                }
            }
        }
    }
}
