package dev.cliprange;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ServerWebExchange;

/**
 * Holds the walls between the rooms. Each rule is also run on {@code dev.cliprange.brokenhouse}, a house with a hole in every
 * wall, and must find the hole: a rule that cannot fail is no rule.
 */
class ArchitectureTest {

    private static final Path MAIN = Path.of("src", "main", "java", "dev", "cliprange");
    private static final String HOUSE = "dev.cliprange";
    private static final String BROKEN_HOUSE = "dev.cliprange.brokenhouse";

    /** No I/O, and nothing but the JDK and each other; row order holds among them too. */
    private static final List<String> PURE = List.of("timeline", "failure", "mp4", "codec", "movie", "index", "slice");

    private static final List<String> INNER = List.of(
            "meter",
            "web",
            "idempotency",
            "memory",
            "trace",
            "event",
            "job",
            "storage",
            "ffmpeg",
            "spool",
            "access",
            "source",
            "clip",
            "precise",
            "stream");

    /** They all may know everything above, and nothing of each other. */
    private static final List<String> DOORS =
            List.of("control", "delivery", "packaging", "preview", "ingest", "studio", "publishing");

    /** The packages that may read requests and write responses; with the doors. */
    private static final List<String> HTTP =
            Stream.concat(Stream.of("web", "access", "stream"), DOORS.stream()).toList();

    /** Starts the process. It may know all of them, and none of them knows it. */
    private static final List<String> LAST = List.of("launch");

    private static final List<String> ROWS =
            Stream.of(PURE, INNER, DOORS, LAST).flatMap(List::stream).toList();

    private static final int MOST_TYPES_IN_A_PACKAGE = 25;
    /** The broken house is small, so its limit is too. */
    private static final int MOST_TYPES_IN_A_BROKEN_PACKAGE = 4;
    /** The package in the broken house with more types. */
    private static final String CROWDED_PACKAGE = BROKEN_HOUSE + ".crowd";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(HOUSE);
    private static final JavaClasses BROKEN_CLASSES = new ClassFileImporter().importPackages(BROKEN_HOUSE);

    /**
     * A rule for a house, and the hole it must find in the broken one.
     *
     * @param hole words of the violation: who does it, and to whom
     */
    private record Wall(String name, Function<String, ArchRule> rule, List<String> hole) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Wall> walls() {
        return Stream.of(
                new Wall(
                        "a room imports only rooms above it",
                        house -> classes().should(new ImportOnlyRoomsAbove(house)),
                        List.of("timeline.Upward", "web.Problem")),
                new Wall(
                        "doors never import each other",
                        house -> classes().should(new ImportOnlyRoomsAbove(house)),
                        List.of("packaging.Sideways", "delivery.Door")),
                new Wall(
                        "every room has its row",
                        house -> classes().should(new ImportOnlyRoomsAbove(house)),
                        List.of("attic.Unlisted", "no row")),
                new Wall(
                        "no cycles between packages",
                        house -> SlicesRuleDefinition.slices()
                                .matching(house + ".(**)")
                                .should()
                                .beFreeOfCycles(),
                        List.of("Slice source", "Slice source.probe")),
                new Wall(
                        "pure rooms use the JDK, JSpecify and pure rooms only",
                        house -> classes()
                                .that(resideIn(house, PURE))
                                .should()
                                .onlyDependOnClassesThat(resideIn(house, PURE)
                                        .or(resideInAnyPackage("java..", "org.jspecify.annotations"))
                                        .or(isPrimitiveOrArray())),
                        List.of("timeline.Upward", "web.Problem")),
                new Wall(
                        "pure rooms do no I/O",
                        house -> noClasses()
                                .that(resideIn(house, PURE))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage(
                                                "java.net..",
                                                "java.nio.file..",
                                                "java.nio.channels..",
                                                "java.sql..",
                                                "java.util.logging..")
                                        .or(type(File.class))
                                        .or(type(FileInputStream.class))
                                        .or(type(RandomAccessFile.class))),
                        List.of("slice.ReadsFiles", "java.nio.file.Files")),
                new Wall(
                        "playlists and text tracks: the JDK, JSpecify and pure rooms only",
                        house -> classes()
                                .that()
                                .resideInAnyPackage(house + ".packaging.playlist..", house + ".packaging.text..")
                                .should()
                                .onlyDependOnClassesThat(resideIn(house, PURE)
                                        .or(resideInAnyPackage(
                                                house + ".packaging.playlist..", house + ".packaging.text.."))
                                        .or(resideInAnyPackage(
                                                "java.io",
                                                "java.lang..",
                                                "java.math..",
                                                "java.nio",
                                                "java.nio.charset..",
                                                "java.text..",
                                                "java.util..",
                                                "javax.xml.stream..",
                                                "org.jspecify.annotations"))
                                        .or(isPrimitiveOrArray())),
                        List.of("packaging.playlist.ReadsFiles", "java.nio.file.Files")),
                new Wall(
                        "Spring begins at meter",
                        house -> onlyIn(house, from("meter"), resideInAnyPackage("org.springframework..")),
                        List.of("slice.ReadsFiles", "org.springframework.http.HttpRange")),
                new Wall(
                        "the S3 SDK lives in storage",
                        house -> onlyIn(house, List.of("storage"), resideInAnyPackage("software.amazon..")),
                        List.of("clip.KnowsTooMuch", "software.amazon")),
                new Wall(
                        "the HTTP client lives in storage",
                        house -> onlyIn(
                                house,
                                List.of("storage"),
                                resideInAnyPackage("reactor.netty.http.client..", "java.net.http..")
                                        .or(resideInAnyPackage("org.springframework.web.reactive.function.client.."))),
                        List.of("clip.KnowsTooMuch", "reactor.netty.http.client.HttpClient")),
                new Wall(
                        "requests and responses stay out of the domain",
                        house -> onlyIn(
                                house,
                                HTTP,
                                type(ResponseEntity.class)
                                        .or(type(ServerWebExchange.class))
                                        .or(type(HttpHeaders.class))),
                        List.of("clip.AnswersRequests", "org.springframework.http.ResponseEntity")),
                new Wall(
                        "tracing lives in trace",
                        house -> onlyIn(
                                house,
                                List.of("trace"),
                                resideInAnyPackage("io.micrometer.tracing..", "io.opentelemetry..")),
                        List.of("clip.KnowsTooMuch", "io.micrometer.tracing.Tracer")),
                new Wall(
                        "processes live in ffmpeg",
                        house -> onlyIn(
                                house,
                                List.of("ffmpeg"),
                                type(ProcessBuilder.class)
                                        .or(type(Process.class))
                                        .or(type(ProcessHandle.class))),
                        List.of("clip.KnowsTooMuch", "java.lang.ProcessBuilder")),
                new Wall(
                        "the scheduler lives in job",
                        house -> onlyIn(house, List.of("job"), resideInAnyPackage("com.github.kagkarlsson..")),
                        List.of("clip.KnowsTooMuch", "com.github.kagkarlsson.scheduler.Scheduler")),
                new Wall(
                        "SQL lives in repositories",
                        house -> noClasses()
                                .that(DescribedPredicate.describe(
                                        "are no repository, no columns of one and no configuration, and do not connect at the start",
                                        owner -> !outermost(owner)
                                                .matches(".*(Repository|Columns|Configuration|Application)"
                                                        + "|.*\\.launch\\.database\\..*")))
                                .should()
                                .dependOnClassesThat(resideInAnyPackage(
                                        "io.r2dbc..",
                                        "org.springframework.r2dbc..",
                                        "org.springframework.data.r2dbc..",
                                        "org.springframework.jdbc..",
                                        "java.sql..",
                                        "javax.sql..")),
                        List.of("clip.KnowsTooMuch", "org.springframework.r2dbc.core.DatabaseClient")),
                new Wall(
                        "streams are ended from outside by EndSignal only",
                        house -> noClasses()
                                .that()
                                .haveSimpleNameNotContaining("EndSignal")
                                .should()
                                .callMethodWhere(DescribedPredicate.describe(
                                        "its name is takeUntilOther, which does not cancel if the other fails",
                                        call -> call.getTarget().getName().equals("takeUntilOther"))),
                        List.of("storage.EndsWithAnError", "takeUntilOther")),
                new Wall(
                        "a name says what a class is",
                        house -> noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl)"),
                        List.of("clip.ClipHelper", "Helper")),
                new Wall(
                        "no package is crowded",
                        house -> classes().should(new ShareTheirPackageWithFew(house)),
                        List.of(CROWDED_PACKAGE, "types")),
                new Wall(
                        "every package is @NullMarked",
                        house -> classes().should(new BeInNullMarkedPackage()),
                        List.of("attic", "NullMarked")));
    }

    @ParameterizedTest
    @MethodSource("walls")
    void house_eachWall_hasNoHole(Wall wall) {
        wall.rule.apply(HOUSE).as(wall.name).allowEmptyShould(true).check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("walls")
    void brokenHouse_eachWall_hasItsHoleFound(Wall wall) {
        List<String> holes = wall.rule
                .apply(BROKEN_HOUSE)
                .evaluate(BROKEN_CLASSES)
                .getFailureReport()
                .getDetails();

        assertThat(holes).as(wall.name).anySatisfy(hole -> assertThat(hole).contains(wall.hole));
    }

    /** Rules that fail for everything would pass the test above: what is right in the broken house is not reported. */
    @ParameterizedTest
    @MethodSource("walls")
    void brokenHouse_whatIsAtHome_isNotReported(Wall wall) {
        List<String> holes = wall.rule
                .apply(BROKEN_HOUSE)
                .evaluate(BROKEN_CLASSES)
                .getFailureReport()
                .getDetails();

        assertThat(holes).as(wall.name).noneMatch(hole -> hole.contains("AtHome"));
    }

    @Test
    void manual_packages_areThoseOfTheCodeInTheirOrder() throws IOException {
        var expected = new ArrayList<String>();
        for (String row : ROWS) {
            Path folder = MAIN.resolve(row);
            if (isPackage(folder)) {
                expected.add("`" + row + "` | " + String.join(", ", subPackages(folder)));
            }
        }

        assertThat(Manual.table("architecture.md", "Packages").stream()
                        .map(cells -> cells.get(0) + " | " + cells.get(1)))
                .containsExactlyElementsOf(expected);
    }

    /** A class in the manual is named as in the code, and its first package is right. */
    @Test
    void manual_classes_exist() throws IOException {
        Pattern name = Pattern.compile("`(?:([a-z]+)\\.(?:[a-z]+\\.)*)?([A-Z][a-z]+(?:[A-Z][a-z0-9]*)+)`");
        List<MatchResult> named = name.matcher(Files.readString(Path.of("docs", "architecture.md")))
                .results()
                .toList();
        List<Path> files;
        try (Stream<Path> paths = Files.walk(Path.of("src"))) {
            files = paths.filter(path -> path.toString().endsWith(".java")).toList();
        }

        assertThat(named)
                .hasSizeGreaterThan(10)
                .allSatisfy(match -> assertThat(files)
                        .as(match.group())
                        .anyMatch(file -> file.endsWith(match.group(2) + ".java")
                                && (match.group(1) == null || file.startsWith(MAIN.resolve(match.group(1))))));
    }

    /** An empty folder may be left of a package that has moved. */
    private static boolean isPackage(Path folder) {
        return Files.exists(folder.resolve("package-info.java"));
    }

    private static List<String> subPackages(Path folder) throws IOException {
        try (Stream<Path> parts = Files.list(folder)) {
            return parts.filter(ArchitectureTest::isPackage)
                    .map(part -> "`" + part.getFileName() + "`")
                    .sorted()
                    .toList();
        }
    }

    private static List<String> from(String room) {
        return ROWS.subList(ROWS.indexOf(room), ROWS.size());
    }

    private static ArchRule onlyIn(String house, List<String> rooms, DescribedPredicate<JavaClass> guests) {
        return noClasses()
                .that(DescribedPredicate.describe(
                        "are in a room other than " + rooms,
                        owner -> room(house, owner)
                                .filter(room -> !rooms.contains(room))
                                .isPresent()))
                .should(dependOnClassesThat(guests));
    }

    private static DescribedPredicate<JavaClass> resideIn(String house, List<String> rooms) {
        return DescribedPredicate.describe(
                "reside in " + rooms,
                owner -> room(house, owner).filter(rooms::contains).isPresent());
    }

    private static DescribedPredicate<JavaClass> isPrimitiveOrArray() {
        return DescribedPredicate.describe(
                "are primitive or arrays", owner -> owner.getBaseComponentType().isPrimitive());
    }

    /** The room a class is in; empty for the entrance, and for what is not of this house. */
    private static Optional<String> room(String house, JavaClass owner) {
        String folder = owner.getPackageName();
        return folder.startsWith(house + ".")
                ? Optional.of(folder.substring(house.length() + 1).split("\\.")[0])
                : Optional.empty();
    }

    private static String outermost(JavaClass owner) {
        return owner.getEnclosingClass().map(ArchitectureTest::outermost).orElse(owner.getName());
    }

    /** Row order: rooms above, its own, and for a door never another door. */
    private static final class ImportOnlyRoomsAbove extends ArchCondition<JavaClass> {
        private final String house;

        ImportOnlyRoomsAbove(String house) {
            super("import only rooms above its own (design: rows " + ROWS + ")");
            this.house = house;
        }

        @Override
        public void check(JavaClass owner, ConditionEvents events) {
            Optional<String> room = room(house, owner);
            if (room.isPresent() && !ROWS.contains(room.get())) {
                violation(owner, owner.getName() + " is in " + room.get() + ", which has no row", events);
                return;
            }
            for (Dependency dependency : owner.getDirectDependenciesFromSelf()) {
                Optional<String> target = room(house, dependency.getTargetClass());
                if (room.isPresent() && target.isPresent() && !mayImport(room.get(), target.get())) {
                    violation(owner, dependency.getDescription(), events);
                }
            }
        }

        private static boolean mayImport(String room, String target) {
            boolean betweenDoors = DOORS.contains(room) && DOORS.contains(target);
            return room.equals(target) || (ROWS.indexOf(target) < ROWS.indexOf(room) && !betweenDoors);
        }

        private static void violation(JavaClass owner, String text, ConditionEvents events) {
            events.add(SimpleConditionEvent.violated(owner, text));
        }
    }

    /** Each package holds a limited number of top-level types; {@code package-info} does not count. */
    private static final class ShareTheirPackageWithFew extends ArchCondition<JavaClass> {
        private final int most;

        ShareTheirPackageWithFew(String house) {
            super("share their package with few");
            this.most = house.equals(BROKEN_HOUSE) ? MOST_TYPES_IN_A_BROKEN_PACKAGE : MOST_TYPES_IN_A_PACKAGE;
        }

        @Override
        public void check(JavaClass owner, ConditionEvents events) {
            List<JavaClass> types = owner.getPackage().getClasses().stream()
                    .filter(type ->
                            type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                    .sorted(Comparator.comparing(JavaClass::getName))
                    .toList();
            // One report for each package.
            if (types.size() > most && owner.equals(types.getFirst())) {
                events.add(SimpleConditionEvent.violated(
                        owner, owner.getPackageName() + " holds " + types.size() + " types (at most: " + most + ")"));
            }
        }
    }

    private static final class BeInNullMarkedPackage extends ArchCondition<JavaClass> {
        BeInNullMarkedPackage() {
            super("be in a package that is @NullMarked by its package-info");
        }

        @Override
        public void check(JavaClass owner, ConditionEvents events) {
            if (!owner.getPackage().isAnnotatedWith(NullMarked.class)) {
                events.add(SimpleConditionEvent.violated(owner, owner.getName() + " is in a package not @NullMarked"));
            }
        }
    }
}
