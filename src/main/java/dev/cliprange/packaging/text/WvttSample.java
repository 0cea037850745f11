package dev.cliprange.packaging.text;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.FourCc;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads samples of {@code wvtt} (ISO/IEC 14496-30, 7.4). All cues of a sample have its time. */
final class WvttSample {

    private static final int TYPE = FourCc.of("wvtt");
    private static final int CUE = FourCc.of("vttc");
    private static final int SETTINGS = FourCc.of("sttg");
    private static final int PAYLOAD = FourCc.of("payl");

    /** Times inside a cue are those of the file that was packaged, so they are wrong in a clip. */
    private static final Pattern TIME_TAG = Pattern.compile("<[0-9:.]+>");
    /** A name, a colon and a value, without white space. Regions are defined in a header that a clip does not have. */
    private static final Pattern SETTING = Pattern.compile("(?!region:)[a-z]+:[A-Za-z0-9%.,+-]+");

    private WvttSample() {}

    /**
     * Returns the cues of a sample; empty if nothing is shown.
     *
     * @throws dev.cliprange.mp4.MalformedMp4Exception if a box is longer than the sample
     */
    static List<Cue> read(TextSample sample) {
        var cues = new ArrayList<Cue>();
        for (Box box : new Box(TYPE, 0, sample.data(), 0).children()) {
            if (box.type() == CUE) {
                List<Box> parts = box.children();
                String text = CueText.fit(TIME_TAG.matcher(text(parts, PAYLOAD)).replaceAll(""));
                if (!text.isEmpty()) {
                    cues.add(new Cue(sample.startUs(), sample.endUs(), settings(text(parts, SETTINGS)), text));
                }
            }
        }
        return cues;
    }

    private static String text(List<Box> parts, int type) {
        return Box.find(parts, type)
                .map(box -> StandardCharsets.UTF_8
                        .decode(box.payload().slice(0, box.payload().limit()))
                        .toString())
                .orElse("");
    }

    private static String settings(String text) {
        return Arrays.stream(text.split("\\s+"))
                .filter(setting -> SETTING.matcher(setting).matches())
                .collect(Collectors.joining(" "));
    }
}
