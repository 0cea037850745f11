package dev.cliprange.failure;

/** A part of a request that is invalid. The problem lists it in {@code errors}. */
public sealed interface InvalidInput {

    /** One or two sentences: what is wrong, and which values are accepted. */
    String detail();

    /** The part, as the subject of a sentence. */
    String subject();

    /**
     * A field of the body.
     *
     * @param pointer its JSON pointer (RFC 6901), as {@code /cuts/3}; empty for the whole body
     */
    record Field(String pointer, String detail) implements InvalidInput {

        @Override
        public String subject() {
            return pointer.isEmpty() ? "The body of the request" : "The field '" + pointer + "'";
        }
    }

    /**
     * A parameter of the path or of the query, or a header.
     *
     * @param parameter its name
     */
    record Parameter(String parameter, String detail) implements InvalidInput {

        @Override
        public String subject() {
            return "The parameter or header '" + parameter + "'";
        }
    }
}
