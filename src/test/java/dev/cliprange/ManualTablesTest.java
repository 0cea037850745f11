package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.trace.TracedStep;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.RegexPatternTypeFilter;

/** The manual's tables of errors, metrics and spans equal the code. */
class ManualTablesTest {

    @Test
    void errors_areTheCatalogueOfFailures() {
        List<String> expected = Arrays.stream(Failure.values())
                .map(failure -> "`" + failure.code() + "` | " + failure.status() + " | " + failure.title())
                .toList();

        assertThat(Manual.table("api.md", "Errors").stream().map(cells -> String.join(" | ", cells)))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void metrics_areThoseOfEveryRoom() {
        List<String> expected = meters().map(name -> "`" + name + "`").toList();

        assertThat(expected).isNotEmpty();
        assertThat(Manual.table("operations.md", "Metrics").stream().map(List::getFirst))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void traces_areTheStepsThatHaveSpans() {
        List<String> expected = Arrays.stream(TracedStep.values())
                .map(step -> "`" + step.spanName() + "`")
                .toList();

        assertThat(Manual.table("operations.md", "Traces").stream().map(List::getFirst))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** The names in every enum called {@code …Meter}. */
    static Stream<String> meters() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false) {
            @Override
            protected boolean isCandidateComponent(
                    org.springframework.beans.factory.annotation.AnnotatedBeanDefinition bean) {
                return true;
            }
        };
        scanner.addIncludeFilter(
                new RegexPatternTypeFilter(Pattern.compile("dev\\.cliprange\\.[a-z0-9.]+\\.\\w+Meter")));
        return scanner.findCandidateComponents("dev.cliprange").stream()
                .flatMap(bean -> names(bean.getBeanClassName()));
    }

    private static Stream<String> names(String className) {
        try {
            Class<?> meters = Class.forName(className);
            Method name = meters.getDeclaredMethod("meterName");
            name.setAccessible(true);
            return Arrays.stream(meters.getEnumConstants()).map(meter -> invoke(name, meter));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String invoke(Method name, Object meter) {
        try {
            return (String) name.invoke(meter);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
