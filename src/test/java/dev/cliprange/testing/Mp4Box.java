package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** mp4box.js, the reader that players for Media Source Extensions are built on, run by Node.js. */
public final class Mp4Box {

    private static final String VERSION = "2.4.1";
    private static final Path FOLDER = Path.of("target", "mp4box").toAbsolutePath();

    private final HostProgram node;
    private final Path script;

    private Mp4Box(HostProgram node, Path script) {
        this.node = node;
        this.script = script;
    }

    /**
     * What it makes of a file.
     *
     * @param complaints its warnings and errors
     * @param codecs of the tracks in their order, by RFC 6381
     * @param samplesListed by the tracks
     * @param samplesRead that it could take out, data and all
     */
    public record Report(List<String> complaints, List<String> codecs, int samplesListed, int samplesRead) {
        public Report {
            complaints = List.copyOf(complaints);
            codecs = List.copyOf(codecs);
        }
    }

    /** @throws TestAbortedException without Node.js, npm, or a registry that answers: the test is shown as skipped */
    public static Mp4Box installed() {
        HostProgram node = HostProgram.onPath("node");
        new NpmPackage("mp4box", VERSION, FOLDER).installed();
        try {
            Path script = FOLDER.resolve("read.mjs");
            try (var resource = Mp4Box.class.getResourceAsStream("mp4box-read.mjs")) {
                if (resource == null) {
                    throw new IllegalStateException("mp4box-read.mjs is not among the test resources");
                }
                Files.write(script, resource.readAllBytes());
            }
            return new Mp4Box(node, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a whole file. */
    public Report read(Path file) {
        HostProgram.Run run = node.run(script.toString(), file.toString());
        if (run.exitCode() != 0) {
            throw new IllegalStateException("mp4box.js ended with " + run.exitCode() + ": " + run.output());
        }
        JsonNode report = JsonMapper.shared().readTree(run.output());
        return new Report(
                report.path("complaints").valueStream().map(JsonNode::asString).toList(),
                report.path("codecs").valueStream().map(JsonNode::asString).toList(),
                report.path("listed").asInt(),
                report.path("read").asInt());
    }
}
