package dev.cliprange.packaging.playlist;

import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML document with one element in a line. */
final class XmlText {

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;
    private final Deque<Element> open = new ArrayDeque<>();

    /** What an element that is not closed yet contains so far. */
    private static final class Element {
        private boolean hasElements;
        private boolean hasText;
    }

    XmlText() {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw failure(e);
        }
        text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    XmlText start(String name) {
        try {
            if (!open.isEmpty()) {
                open.getLast().hasElements = true;
                indent(open.size());
            }
            open.addLast(new Element());
            xml.writeStartElement(name);
            return this;
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    /** Starts an element that has attributes only, and that is not ended. */
    XmlText empty(String name) {
        try {
            open.getLast().hasElements = true;
            indent(open.size());
            xml.writeEmptyElement(name);
            return this;
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    XmlText attribute(String name, Object value) {
        try {
            xml.writeAttribute(name, value.toString());
            return this;
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    XmlText text(String content) {
        try {
            open.getLast().hasText = true;
            xml.writeCharacters(content);
            return this;
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    XmlText end() {
        try {
            Element element = open.removeLast();
            if (element.hasElements && !element.hasText) {
                indent(open.size());
            }
            xml.writeEndElement();
            if (open.isEmpty()) {
                xml.writeCharacters("\n");
                xml.flush();
            }
            return this;
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    /** Returns the document. All elements are closed. */
    @Override
    public String toString() {
        return text.toString();
    }

    private void indent(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    /** A writer into memory fails only if it is used wrongly. */
    private static IllegalStateException failure(XMLStreamException e) {
        return new IllegalStateException("XML cannot be written", e);
    }
}
