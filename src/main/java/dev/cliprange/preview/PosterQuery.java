package dev.cliprange.preview;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import dev.cliprange.web.Seconds;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parameters of a poster. Each has one spelling and occurs at most once, so that one picture has one URL per version.
 *
 * @param atUs a time of the source; empty: the clip's start
 * @param width even, from {@value #LEAST_WIDTH} to {@value #MOST_WIDTH}
 * @param keyframe whether a nearby keyframe is wanted instead of the frame at the time
 */
record PosterQuery(Optional<Long> atUs, int width, boolean keyframe) {

    static final int LEAST_WIDTH = 16;
    static final int MOST_WIDTH = 1_920;
    static final int DEFAULT_WIDTH = 640;

    private static final String AT = "at";
    private static final String WIDTH = "width";
    private static final String MODE = "mode";
    private static final String KEYFRAME = "keyframe";

    /** Read by others: the signature, and the name of a download. None of them changes the picture. */
    private static final Set<String> OTHERS = Set.of("expires", "key", "signature", "download");

    private static final Pattern SECONDS = Pattern.compile("(?:0|[1-9][0-9]{0,8})(?:\\.[0-9]{0,5}[1-9])?");
    private static final Pattern PIXELS = Pattern.compile("[1-9][0-9]{0,8}");

    /**
     * Reads a query.
     *
     * @param rawQuery as the client sent it; empty if there is none
     * @throws FailureException REQUEST_INVALID for an unknown or repeated parameter and for another spelling of a value;
     *     WIDTH_REFUSED
     */
    static PosterQuery parse(String rawQuery) {
        Map<String, String> values = new HashMap<>();
        for (String part : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!Set.of(AT, WIDTH, MODE).contains(name) && !OTHERS.contains(name)) {
                throw invalid("query", "A poster takes the parameters 'at', 'width' and 'mode', and no other one.");
            }
            if (values.put(name, equals < 0 ? "" : part.substring(equals + 1)) != null) {
                throw invalid(name, "'" + name + "' is repeated.");
            }
        }
        return new PosterQuery(
                Optional.ofNullable(values.get(AT)).map(PosterQuery::atUs),
                Optional.ofNullable(values.get(WIDTH)).map(PosterQuery::width).orElse(DEFAULT_WIDTH),
                Optional.ofNullable(values.get(MODE)).map(PosterQuery::mode).orElse(false));
    }

    private static long atUs(String text) {
        if (!SECONDS.matcher(text).matches()) {
            throw invalid(
                    AT,
                    "'at' is a time of the source in seconds, as 12 or 12.5: up to six decimals, no zeros at the end.");
        }
        return Seconds.toUs(new BigDecimal(text));
    }

    private static int width(String text) {
        if (!PIXELS.matcher(text).matches()) {
            throw invalid(WIDTH, "'width' is a number of pixels, as 640.");
        }
        int width = Integer.parseInt(text);
        if (width < LEAST_WIDTH || width > MOST_WIDTH || width % 2 != 0) {
            throw new FailureException(
                    Failure.WIDTH_REFUSED,
                    "'width' is an even number from " + LEAST_WIDTH + " to " + MOST_WIDTH + ", not " + width + ".");
        }
        return width;
    }

    private static boolean mode(String text) {
        if (!text.equals(KEYFRAME)) {
            throw invalid(MODE, "'mode' is 'keyframe', or absent for the exact frame.");
        }
        return true;
    }

    private static FailureException invalid(String parameter, String detail) {
        return FailureException.invalid(new InvalidInput.Parameter(parameter, detail));
    }
}
