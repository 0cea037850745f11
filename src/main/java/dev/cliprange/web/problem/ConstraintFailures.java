package dev.cliprange.web.problem;

import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.core.MethodParameter;
import org.springframework.util.StringUtils;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebInputException;

/** Names the fields and parameters that Spring or Bean Validation rejects. */
final class ConstraintFailures {

    private ConstraintFailures() {}

    /** Returns the failure; empty if the exception names no part of the request. */
    static Optional<FailureException> find(Throwable error) {
        List<InvalidInput> errors = switch (error) {
            case WebExchangeBindException invalid ->
                invalid.getAllErrors().stream()
                        .flatMap(it -> violation(it).stream())
                        .map(ConstraintFailures::field)
                        .toList();
            case HandlerMethodValidationException invalid ->
                invalid.getParameterValidationResults().stream()
                        .map(ConstraintFailures::parameter)
                        .toList();
            case MissingRequestValueException missing ->
                List.of(new InvalidInput.Parameter(
                        missing.getName(), "It is missing. " + AcceptedValues.of(missing.getType())));
            case ServerWebInputException invalid ->
                Optional.ofNullable(invalid.getMethodParameter()).map(ConstraintFailures::unreadable).stream()
                        .toList();
            default -> List.of();
        };
        return errors.isEmpty() ? Optional.empty() : Optional.of(FailureException.invalid(errors));
    }

    private static Optional<ConstraintViolation<?>> violation(ObjectError error) {
        return error.contains(ConstraintViolation.class)
                ? Optional.of(error.unwrap(ConstraintViolation.class))
                : Optional.empty();
    }

    private static InvalidInput field(ConstraintViolation<?> violation) {
        return new InvalidInput.Field(pointer(violation.getPropertyPath()), text(violation));
    }

    /** Returns the path of a property as a JSON pointer: {@code cuts[3].<list element>} is {@code /cuts/3}. */
    private static String pointer(Path path) {
        var pointer = new StringBuilder();
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            }
            switch (node.getKind()) {
                case PROPERTY, BEAN, PARAMETER -> pointer.append('/').append(node.getName());
                case CONTAINER_ELEMENT, METHOD, CONSTRUCTOR, CROSS_PARAMETER, RETURN_VALUE -> {}
            }
        }
        return pointer.toString();
    }

    private static String text(ConstraintViolation<?> violation) {
        String own = violation.getMessageTemplate();
        if (!own.startsWith("{")) {
            return own;
        }
        Annotation constraint = violation.getConstraintDescriptor().getAnnotation();
        Optional<Component> component = Component.of(violation);
        String accepted = component
                .map(it -> AcceptedValues.of(it.type(), it.constraints()))
                .orElse("");
        if (constraint instanceof NotNull || constraint instanceof NotBlank) {
            return ("A value is required. " + accepted).strip();
        }
        if (constraint instanceof Size size) {
            return length(size, violation.getInvalidValue() instanceof Collection<?>);
        }
        return accepted.isEmpty() ? "Its value is not accepted." : accepted;
    }

    private static String length(Size size, boolean array) {
        return "Expected " + (size.min() > 0 ? size.min() + " to " : "at most ") + size.max()
                + (array ? " elements." : " characters.");
    }

    /** The component of a record that a violation concerns. */
    private record Component(Class<?> type, AnnotatedElement constraints) {

        static Optional<Component> of(ConstraintViolation<?> violation) {
            Object bean = violation.getLeafBean();
            String name = "";
            for (Path.Node node : violation.getPropertyPath()) {
                name = String.valueOf(node.getName());
            }
            String last = name;
            return bean == null
                    ? Optional.empty()
                    : Arrays.stream(bean.getClass().getDeclaredFields())
                            .filter(field -> field.getName().equals(last))
                            .findFirst()
                            .map(field -> new Component(field.getType(), field));
        }
    }

    private static InvalidInput parameter(ParameterValidationResult invalid) {
        MethodParameter parameter = invalid.getMethodParameter();
        return new InvalidInput.Parameter(
                name(parameter), AcceptedValues.of(parameter.getParameterType(), constraints(parameter)));
    }

    private static InvalidInput unreadable(MethodParameter parameter) {
        if (parameter.hasParameterAnnotation(RequestBody.class)) {
            return new InvalidInput.Field("", "It is missing. Expected one JSON object in UTF-8.");
        }
        return new InvalidInput.Parameter(
                name(parameter), AcceptedValues.of(parameter.getParameterType(), constraints(parameter)));
    }

    private static AnnotatedElement constraints(MethodParameter parameter) {
        return parameter.getExecutable().getParameters()[parameter.getParameterIndex()];
    }

    private static String name(MethodParameter parameter) {
        return Optional.ofNullable(parameter.getParameterAnnotation(RequestHeader.class))
                .map(RequestHeader::name)
                .or(() -> Optional.ofNullable(parameter.getParameterAnnotation(RequestParam.class))
                        .map(RequestParam::name))
                .or(() -> Optional.ofNullable(parameter.getParameterAnnotation(PathVariable.class))
                        .map(PathVariable::name))
                .filter(StringUtils::hasText)
                .orElseGet(() -> String.valueOf(parameter.getParameterName()));
    }
}
