package dev.cliprange.web.problem;

import dev.cliprange.failure.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Builds problems (RFC 9457). */
final class Problems {

    private Problems() {}

    /** Returns a problem with the members that each problem has, except {@code instance}. */
    static ProblemDetail of(Failure failure, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(failure.status()), detail);
        problem.setType(URI.create("/api/problems/" + failure.code()));
        problem.setTitle(failure.title());
        problem.setProperty("code", failure.code());
        return problem;
    }

    /**
     * Returns the path of a request as the {@code instance} of its problem. Empty if the path is not a URI reference by
     * itself, for example {@code //}.
     *
     * @param target the path and query of the request, or its whole URI
     */
    static Optional<URI> instance(String target) {
        try {
            return Optional.ofNullable(new URI(target).getRawPath())
                    .filter(path -> path.startsWith("/") && !path.startsWith("//"))
                    .map(URI::create);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
