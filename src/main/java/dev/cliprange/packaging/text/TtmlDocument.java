package dev.cliprange.packaging.text;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the texts of a TTML document (TTML 2; ISO/IEC 14496-30, clause 5). Times nest, bold, italic and underline are
 * kept, and all other styles and regions are left out. Documents are hostile: no DTD and no entity is read, and the depth
 * is limited.
 */
final class TtmlDocument {

    private static final int MAX_DEPTH = 64;
    private static final int TYPE = FourCc.of("stpp");
    private static final String XML = "http://www.w3.org/XML/1998/namespace";

    /** An element of the body that is open. */
    private static final class Scope {
        private final long beginUs;
        private final long endUs;
        private final boolean sequential;
        private final boolean keepsSpace;
        private final FontStyle style;
        /** Where the next child of a sequential element begins. */
        private long nextUs;

        Scope(long beginUs, long endUs, boolean sequential, boolean keepsSpace, FontStyle style) {
            this.beginUs = beginUs;
            this.endUs = endUs;
            this.sequential = sequential;
            this.keepsSpace = keepsSpace;
            this.style = style;
            this.nextUs = beginUs;
        }
    }

    /** The time of a text inside a paragraph. */
    private record Interval(long beginUs, long endUs) {}

    private final List<Cue> cues = new ArrayList<>();
    private final Map<String, FontStyle> styles = new HashMap<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private final Map<Interval, StringBuilder> paragraph = new LinkedHashMap<>();
    private TtmlTime times = TtmlTime.of("", "", "");
    private int depth;
    private int paragraphDepth;

    private TtmlDocument() {}

    /**
     * Returns the cues of a document in its order, with times of the document. A text without an end has the end
     * {@link Long#MAX_VALUE}.
     *
     * @throws MalformedMp4Exception if it is no XML document
     */
    static List<Cue> read(byte[] document) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            var result = new TtmlDocument();
            while (reader.hasNext()) {
                result.take(reader, reader.next());
            }
            return List.copyOf(result.cues);
        } catch (XMLStreamException e) {
            throw malformed("its document is not well-formed XML");
        }
    }

    private static MalformedMp4Exception malformed(String rule) {
        return new MalformedMp4Exception(TYPE, 0, rule, "ISO/IEC 14496-30, 5");
    }

    private void take(XMLStreamReader reader, int event) {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> start(reader);
            case XMLStreamConstants.END_ELEMENT -> end(reader.getLocalName());
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                addText(reader.getText());
            default -> {}
        }
    }

    private void start(XMLStreamReader reader) {
        depth++;
        if (depth > MAX_DEPTH) {
            throw malformed("its elements are nested deeper than " + MAX_DEPTH);
        }
        switch (reader.getLocalName()) {
            case "tt" ->
                times = TtmlTime.of(
                        attribute(reader, "frameRate"),
                        attribute(reader, "frameRateMultiplier"),
                        attribute(reader, "tickRate"));
            case "style" -> addStyle(reader);
            case "body", "div", "p", "span" -> open(reader);
            case "br" -> append("\n");
            default -> {}
        }
    }

    private void end(String name) {
        depth--;
        switch (name) {
            case "body", "div", "p", "span" -> close();
            default -> {}
        }
    }

    private void open(XMLStreamReader reader) {
        Scope parent =
                scopes.isEmpty() ? new Scope(0, Long.MAX_VALUE, false, false, FontStyle.PLAIN) : scopes.getLast();
        long base = parent.sequential ? parent.nextUs : parent.beginUs;
        long begin = add(base, us(reader, "begin").orElse(0L));
        long end = us(reader, "end").map(us -> add(base, us)).orElse(Long.MAX_VALUE);
        long limit = us(reader, "dur").map(us -> add(begin, us)).orElse(Long.MAX_VALUE);
        String space = attribute(reader, "space");
        scopes.addLast(new Scope(
                begin,
                Math.min(parent.endUs, Math.min(end, limit)),
                attribute(reader, "timeContainer").equals("seq"),
                space.isEmpty() ? parent.keepsSpace : space.equals("preserve"),
                style(reader, parent.style)));
        if (reader.getLocalName().equals("p")) {
            paragraphDepth = scopes.size();
        }
    }

    private void close() {
        if (scopes.isEmpty()) {
            return;
        }
        if (scopes.size() == paragraphDepth) {
            endParagraph();
            paragraphDepth = 0;
        }
        Scope closed = scopes.removeLast();
        if (!scopes.isEmpty()) {
            scopes.getLast().nextUs = closed.endUs;
        }
    }

    private void endParagraph() {
        paragraph.forEach((interval, text) -> {
            String fit = CueText.fit(text.toString());
            if (!fit.isEmpty() && interval.beginUs < interval.endUs) {
                cues.add(new Cue(interval.beginUs, interval.endUs, "", fit));
            }
        });
        paragraph.clear();
    }

    private void addText(String text) {
        if (paragraphDepth > 0) {
            Scope scope = scopes.getLast();
            String kept = scope.keepsSpace ? text : text.replaceAll("[ \t\r\n]+", " ");
            append(scope.style.wrap(CueText.escape(kept)));
        }
    }

    private void append(String escaped) {
        if (paragraphDepth > 0) {
            Scope scope = scopes.getLast();
            paragraph
                    .computeIfAbsent(new Interval(scope.beginUs, scope.endUs), interval -> new StringBuilder())
                    .append(escaped);
        }
    }

    private void addStyle(XMLStreamReader reader) {
        String id = Optional.ofNullable(reader.getAttributeValue(XML, "id")).orElse("");
        if (!id.isEmpty()) {
            styles.put(id, style(reader, FontStyle.PLAIN));
        }
    }

    /** The style of an element: its own attributes, then the styles it refers to, then what it inherits. */
    private FontStyle style(XMLStreamReader reader, FontStyle inherited) {
        FontStyle style = inherited;
        for (String reference : attribute(reader, "style").trim().split("\\s+", -1)) {
            FontStyle referred = styles.getOrDefault(reference, FontStyle.PLAIN);
            style = new FontStyle(
                    style.bold() || referred.bold(),
                    style.italic() || referred.italic(),
                    style.underline() || referred.underline());
        }
        String weight = attribute(reader, "fontWeight");
        String slant = attribute(reader, "fontStyle");
        String decoration = attribute(reader, "textDecoration");
        return new FontStyle(
                weight.isEmpty() ? style.bold() : weight.equals("bold"),
                slant.isEmpty() ? style.italic() : slant.equals("italic") || slant.equals("oblique"),
                decoration.isEmpty()
                        ? style.underline()
                        : decoration.contains("underline") && !decoration.contains("noUnderline"));
    }

    private Optional<Long> us(XMLStreamReader reader, String name) {
        return times.us(attribute(reader, name).trim());
    }

    /** The value of an attribute whatever its namespace; empty if there is none. */
    private static String attribute(XMLStreamReader reader, String localName) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(localName)) {
                return reader.getAttributeValue(i);
            }
        }
        return "";
    }

    private static long add(long us, long more) {
        return us > Long.MAX_VALUE - more ? Long.MAX_VALUE : us + more;
    }
}
