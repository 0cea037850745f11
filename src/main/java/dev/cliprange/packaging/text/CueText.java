package dev.cliprange.packaging.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of cues (WebVTT, 3.1 and 6.4). */
final class CueText {

    private static final Pattern LINE_END = Pattern.compile("\r\n?|[\u2028\u2029]");

    private CueText() {}

    /** Returns plain text as cue text: markup characters become references. */
    static String escape(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /**
     * Returns text that can be in a file. An empty line would end the cue, and an arrow would begin another one.
     *
     * @param text escaped, with tags
     */
    static String fit(String text) {
        return LINE_END.matcher(text.replace('\0', '\uFFFD').replace("-->", "--&gt;"))
                .replaceAll("\n")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
