package dev.cliprange.clip.list;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of a cut list: 1 to 100 characters (code points) without control characters and without spaces at the ends. It
 * must not have the form of an id, because requests name a list by either.
 */
@Pattern(regexp = "(?!" + CutListName.ID + "$)(?! )[^\\p{Cc}\\p{Cs}]{1,100}(?<! )")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface CutListName {

    /** The form of an id. */
    String ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    /** The longest name, in code points. */
    int MAX_CHARACTERS = 100;

    String message() default
            "Expected 1 to 100 characters, without control characters and spaces at the ends, and not in the form of an id.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
