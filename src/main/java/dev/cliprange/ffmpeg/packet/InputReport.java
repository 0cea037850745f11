package dev.cliprange.ffmpeg.packet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parses what FFmpeg reports about its input on stderr, from {@code Input #0} to {@code Stream mapping}. Lines of
 * metadata are not mistaken for others: they are indented more deeply, or have a space before their colon.
 */
public final class InputReport {

    private static final Pattern INPUT = Pattern.compile("^Input #0, (\\S+), from ");
    private static final Pattern START = Pattern.compile("^ {2}Duration: [^,]*, start: (-?\\d+)\\.(\\d{6})");
    private static final Pattern STREAM =
            Pattern.compile("^ {2,4}Stream #0:(\\d+)(?:\\[0x[0-9a-f]+])?(?:\\(([^)]*)\\))?: ([A-Z][a-z]+): (.*)");
    private static final Pattern CODEC = Pattern.compile("(?:none \\(([A-Za-z0-9.]{1,4}) /|([a-z0-9_]+))");
    private static final Pattern ROTATION =
            Pattern.compile("^ +displaymatrix: rotation of (-?\\d+)(?:\\.\\d+)? degrees");
    private static final Pattern MAPPING = Pattern.compile("^ {2}Stream #0:(\\d+) -> #0:(\\d+) \\(copy\\)");
    private static final Pattern CHANNELS = Pattern.compile(" Hz, (?:(\\d+) channels|([^,]+))");
    private static final Pattern FRAME_RATE = Pattern.compile(" (\\d+(?:\\.\\d+)?) fps");
    private static final Pattern SURROUND = Pattern.compile("(?:downmix|(\\d+)\\.(\\d)(?:\\.(\\d))?).*");

    private String container = "";
    private long startUs;
    private boolean inInput;
    private int stream = -1;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private final Map<Integer, Integer> inputByOutput = new HashMap<>();

    /**
     * An input stream.
     *
     * @param number counted over all streams of the input
     * @param kind as {@code video}, {@code audio}, {@code subtitle}, {@code data}
     * @param codec FFmpeg's name; for an unknown codec the four characters in the file; {@code none} without them
     * @param known whether FFmpeg knows the codec
     * @param picture whether it is a picture that belongs to the file, such as a cover
     * @param language as written in the file, {@code und} without one
     * @param channels 0: not known
     * @param framesPerSecond rounded to two decimals by FFmpeg; 0: not known
     * @param rotation degrees clockwise
     */
    public record Stream(
            int number,
            String kind,
            String codec,
            boolean known,
            boolean picture,
            String language,
            int channels,
            double framesPerSecond,
            int rotation) {

        private static final Stream UNKNOWN = new Stream(-1, "unknown", "none", false, false, "und", 0, 0, 0);

        private Stream rotated(int clockwise) {
            return new Stream(number, kind, codec, known, picture, language, channels, framesPerSecond, clockwise);
        }
    }

    public synchronized void accept(String line) {
        Matcher input = INPUT.matcher(line);
        if (input.find()) {
            container = input.group(1);
            inInput = true;
        } else if (line.startsWith("Output #") || line.startsWith("Stream mapping")) {
            inInput = false;
        } else if (inInput) {
            acceptInput(line);
        } else {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.find()) {
                inputByOutput.put(Integer.parseInt(mapping.group(2)), Integer.parseInt(mapping.group(1)));
            }
        }
    }

    /** Empty if no input was recognised. */
    public synchronized String container() {
        return container;
    }

    public synchronized long startUs() {
        return startUs;
    }

    /** The input stream that became this output stream. */
    public synchronized Stream ofOutput(int output) {
        return streams.getOrDefault(inputByOutput.getOrDefault(output, -1), Stream.UNKNOWN);
    }

    /** All streams of the input, by number. */
    public synchronized List<Stream> streams() {
        return streams.values().stream()
                .sorted(Comparator.comparingInt(Stream::number))
                .toList();
    }

    /**
     * Video and audio of unknown codecs, and all video but the first of a known one; empty if each codec is known, or
     * none.
     */
    public synchronized Set<Integer> unknownAndOtherVideo() {
        List<Stream> media = streams().stream()
                .filter(candidate ->
                        candidate.kind().equals("video") || candidate.kind().equals("audio"))
                .toList();
        Set<Integer> leftOut = media.stream()
                .filter(candidate -> !candidate.known())
                .map(Stream::number)
                .collect(Collectors.toCollection(TreeSet::new));
        if (leftOut.isEmpty() || leftOut.size() == media.size()) {
            return Set.of();
        }
        media.stream()
                .filter(candidate -> candidate.known() && candidate.kind().equals("video") && !candidate.picture())
                .map(Stream::number)
                .skip(1)
                .forEach(leftOut::add);
        return Set.copyOf(leftOut);
    }

    private void acceptInput(String line) {
        Matcher start = START.matcher(line);
        Matcher described = STREAM.matcher(line);
        Matcher rotated = ROTATION.matcher(line);
        if (start.find()) {
            long whole = Math.multiplyExact(Long.parseLong(start.group(1)), 1_000_000L);
            long micros = Long.parseLong(start.group(2));
            startUs = start.group(1).startsWith("-") ? whole - micros : whole + micros;
        } else if (described.find()) {
            stream = Integer.parseInt(described.group(1));
            String language = described.group(2);
            String text = described.group(4);
            streams.put(
                    stream,
                    new Stream(
                            stream,
                            described.group(3).toLowerCase(Locale.ROOT),
                            codec(text),
                            !text.startsWith("none"),
                            text.contains("(attached pic)"),
                            language == null ? "und" : language,
                            channels(text),
                            framesPerSecond(text),
                            0));
        } else if (line.stripLeading().startsWith("Stream #0:")) {
            stream = -1;
        } else if (rotated.find()) {
            int clockwise = Math.floorMod(-Integer.parseInt(rotated.group(1)), 360);
            streams.computeIfPresent(
                    stream, (index, old) -> old.rotated(Math.floorMod((clockwise + 45) / 90 * 90, 360)));
        }
    }

    private static String codec(String text) {
        Matcher name = CODEC.matcher(text);
        if (!name.lookingAt()) {
            return "none";
        }
        return Optional.ofNullable(name.group(1)).orElseGet(() -> name.group(2));
    }

    private static double framesPerSecond(String text) {
        Matcher rate = FRAME_RATE.matcher(text);
        return rate.find() ? Double.parseDouble(rate.group(1)) : 0;
    }

    private static int channels(String text) {
        Matcher matcher = CHANNELS.matcher(text);
        if (!matcher.find()) {
            return 0;
        }
        if (matcher.group(1) != null) {
            return Integer.parseInt(matcher.group(1));
        }
        return ofLayout(matcher.group(2)).orElse(0);
    }

    /** By the names of libavutil's channel layouts. */
    private static OptionalInt ofLayout(String layout) {
        List<String> names = new ArrayList<>(List.of("mono", "stereo"));
        if (names.contains(layout)) {
            return OptionalInt.of(names.indexOf(layout) + 1);
        }
        Matcher surround = SURROUND.matcher(layout);
        if (surround.matches()) {
            int sum = layout.startsWith("downmix") ? 2 : 0;
            for (int group = 1; group <= surround.groupCount(); group++) {
                sum += surround.group(group) == null ? 0 : Integer.parseInt(surround.group(group));
            }
            return OptionalInt.of(sum);
        }
        return switch (layout) {
            case "quad", "quad(side)" -> OptionalInt.of(4);
            case "hexagonal" -> OptionalInt.of(6);
            case "octagonal", "cube" -> OptionalInt.of(8);
            case "hexadecagonal" -> OptionalInt.of(16);
            default -> OptionalInt.empty();
        };
    }
}
