package dev.cliprange.web;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A title: up to 500 characters without U+0000, which PostgreSQL cannot store. */
@Size(max = 500) @Pattern(regexp = "[^\\x00]*") @ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface Title {

    String message() default "Expected at most 500 characters, without U+0000.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
