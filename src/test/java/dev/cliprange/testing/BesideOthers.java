package dev.cliprange.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Marks a test class that runs while another one runs, because it starts processes of its own and measures nothing in the
 * JVM of the tests. One marked class runs at a time, beside the classes without the mark. Its methods run one after
 * another.
 *
 * <p>The lock has both effects: a class that holds one runs its methods in one thread.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("one class beside the others")
public @interface BesideOthers {}
