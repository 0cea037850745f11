package dev.cliprange.testing;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.opentest4j.TestAbortedException;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * The schema of DASH manifests (ISO/IEC 23009-1, 5th edition). It is not part of this project: the folder
 * {@code ../shared/schemas} has it, or the one that {@code -Dcliprange.schemas} names. No network is used.
 */
public final class DashSchema {

    private static final Path FILE = Path.of(
            System.getProperty(
                    "cliprange.schemas",
                    Path.of(System.getProperty("basedir", ""), "..", "shared", "schemas")
                            .toString()),
            "DASH-MPD.xsd");

    private final Schema schema;

    private DashSchema(Schema schema) {
        this.schema = schema;
    }

    /** @throws TestAbortedException if the schema is not there; the test is then reported as skipped */
    public static DashSchema load() {
        if (Files.notExists(FILE)) {
            System.getLogger("figures")
                    .log(System.Logger.Level.INFO, "Left out: validation of manifests, because there is no {0}", FILE);
            throw new TestAbortedException("there is no " + FILE);
        }
        try {
            SchemaFactory factory = SchemaFactory.newDefaultInstance();
            // The schema has a DOCTYPE with entities, and imports files beside it.
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "file");
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "file");
            return new DashSchema(factory.newSchema(FILE.toFile()));
        } catch (SAXException e) {
            throw new IllegalStateException("the schema of DASH cannot be read", e);
        }
    }

    /** Returns what is not valid, each with its line; empty if the manifest is valid. */
    public List<String> check(String manifest) {
        var problems = new ArrayList<String>();
        Validator validator = schema.newValidator();
        validator.setErrorHandler(new ErrorHandler() {
            @Override
            public void warning(SAXParseException e) {
                problems.add(e.getLineNumber() + ": " + e.getMessage());
            }

            @Override
            public void error(SAXParseException e) {
                problems.add(e.getLineNumber() + ": " + e.getMessage());
            }

            @Override
            public void fatalError(SAXParseException e) throws SAXException {
                throw e;
            }
        });
        try {
            validator.validate(new StreamSource(new StringReader(manifest)));
        } catch (SAXException e) {
            problems.add(e.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return problems;
    }
}
