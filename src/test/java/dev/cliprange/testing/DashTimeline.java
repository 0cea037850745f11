package dev.cliprange.testing;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * A representation of a manifest with one period, and the segments that its timeline declares (ISO/IEC 23009-1, 5.3.9.6). It
 * shares no code with the writer.
 *
 * @param id of the representation
 * @param offsetTicks {@code presentationTimeOffset}
 * @param starts of the segments, in ticks
 * @param durations of the segments, in ticks
 */
public record DashTimeline(
        String id,
        String contentType,
        String codecs,
        long bandwidth,
        long timescale,
        long offsetTicks,
        List<Long> starts,
        List<Long> durations) {

    public DashTimeline {
        starts = List.copyOf(starts);
        durations = List.copyOf(durations);
    }

    /** Returns the representations that have segments, in their order. */
    public static List<DashTimeline> parse(String manifest) {
        var timelines = new ArrayList<DashTimeline>();
        for (Element representation : elements(document(manifest).getDocumentElement(), "Representation")) {
            Element set = (Element) representation.getParentNode();
            List<Element> own = elements(representation, "SegmentTemplate");
            List<Element> template = own.isEmpty() ? elements(set, "SegmentTemplate") : own;
            if (!template.isEmpty()) {
                timelines.add(timeline(set, representation, template.getFirst()));
            }
        }
        return timelines;
    }

    private static DashTimeline timeline(Element set, Element representation, Element template) {
        var starts = new ArrayList<Long>();
        var durations = new ArrayList<Long>();
        long at = 0;
        for (Element run : elements(template, "S")) {
            at = run.hasAttribute("t") ? Long.parseLong(run.getAttribute("t")) : at;
            long duration = Long.parseLong(run.getAttribute("d"));
            int repeats = run.hasAttribute("r") ? Integer.parseInt(run.getAttribute("r")) : 0;
            for (int i = 0; i <= repeats; i++) {
                starts.add(at);
                durations.add(duration);
                at += duration;
            }
        }
        return new DashTimeline(
                representation.getAttribute("id"),
                set.getAttribute("contentType"),
                representation.getAttribute("codecs"),
                Long.parseLong(representation.getAttribute("bandwidth")),
                Long.parseLong(template.getAttribute("timescale")),
                Long.parseLong(template.getAttribute("presentationTimeOffset")),
                starts,
                durations);
    }

    private static Document document(String manifest) {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(manifest)));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Element> elements(Element within, String name) {
        NodeList found = within.getElementsByTagNameNS("*", name);
        var elements = new ArrayList<Element>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
