package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.DashSchema;
import dev.cliprange.testing.HlsPlaylist;
import dev.cliprange.timeline.Timescale;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** DASH manifests: expected texts, the schema, and the same segments as HLS. */
class DashManifestTest {

    private static final String BASE = "../../hls/abcdefgh234567ab/";

    static Set<String> names() {
        return SampleStreams.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void manifest_ofEachStream_isTheExpectedText(String name) {
        GoldenFolder.assertEqual("dash/" + name, Map.of("manifest.mpd", manifest(name)));
    }

    @Test
    void manifests_ofAllStreams_areValid() {
        DashSchema schema = DashSchema.load();

        assertThat(names())
                .allSatisfy(name ->
                        assertThat(schema.check(manifest(name))).as(name).isEmpty());
        assertThat(schema.check(DashManifest.write(SampleStreams.sequence(), "")))
                .isEmpty();
    }

    @Test
    void manifest_withAMistake_isNotValid() {
        String manifest = manifest("plain");

        assertThat(DashSchema.load().check(manifest.replace("PT10.510500S", "10.5")))
                .isNotEmpty();
        assertThat(DashSchema.load().check(manifest.replace(" d=", " b="))).isNotEmpty();
        assertThat(DashSchema.load().check(manifest.replace("<SegmentTimeline>", "<Role/><SegmentTimeline>")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void segments_ofEachStream_areThoseOfHls(String name) throws Exception {
        StreamDescription stream = SampleStreams.all().get(name);
        var hls = new TreeSet<String>();
        SampleStreams.files(stream).forEach((path, text) -> {
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            HlsPlaylist playlist = HlsPlaylist.parse(text);
            playlist.segments().stream()
                    .filter(segment -> !path.startsWith("image/"))
                    .forEach(segment -> {
                        hls.add(folder + segment.uri());
                        if (!segment.map().isEmpty()) {
                            hls.add(folder + segment.map());
                        }
                    });
        });

        assertThat(segments(manifest(name))).isEqualTo(hls);
    }

    @Test
    void presentationTimeOffset_ofVideoInAnotherTimescale_isNotAfterItsFirstSample() throws Exception {
        // 12.012 s is 540540 ticks of 45000, and 1081.08 ticks of 90.
        StreamDescription plain = SampleStreams.plain();
        VideoRendition source = plain.video().getFirst();
        var other = new VideoRendition(
                "low",
                source.codecs(),
                320,
                180,
                source.frameRate(),
                source.videoRange(),
                true,
                new SegmentList(new Timescale(90), List.of(new MediaSegment(1082, 900, 1000))));

        String manifest = DashManifest.write(new StreamDescription(List.of(source, other), plain.audio()), BASE);

        assertThat(offsets(manifest)).containsExactly("360360", "1081", "576576");
        assertThat(manifest).contains("startWithSAP=\"2\"");
    }

    @Test
    void timeline_ofEqualDurations_isOneElement() throws Exception {
        var segments = IntStream.range(0, 9_000)
                .mapToObj(i -> new MediaSegment(i * 48_000L, 48_000, 1_000))
                .toList();
        var stream = new StreamDescription(
                List.of(),
                List.of(new AudioRendition(
                        "a", "fLaC", "Audio", null, 8, 48_000, new SegmentList(new Timescale(12_000), segments))));

        NodeList runs = parse(DashManifest.write(stream, "")).getElementsByTagName("S");

        assertThat(runs.getLength()).isEqualTo(1);
        assertThat(((Element) runs.item(0)).getAttribute("r")).isEqualTo("8999");
    }

    @Test
    void sequence_ofClips_hasAPeriodForEach() {
        GoldenFolder.assertEqual(
                "dash/sequence", Map.of("manifest.mpd", DashManifest.write(SampleStreams.sequence(), "")));
    }

    private static String manifest(String name) {
        return DashManifest.write(SampleStreams.all().get(name), BASE);
    }

    private static List<String> offsets(String manifest) throws Exception {
        NodeList templates = parse(manifest).getElementsByTagName("SegmentTemplate");
        return IntStream.range(0, templates.getLength())
                .mapToObj(i -> ((Element) templates.item(i)).getAttribute("presentationTimeOffset"))
                .toList();
    }

    /** All URLs of a manifest with one period, expanded as ISO/IEC 23009-1, 5.3.9.4.4 says, below {@link #BASE}. */
    private static Set<String> segments(String manifest) throws Exception {
        Element root = parse(manifest);
        assertThat(root.getElementsByTagName("BaseURL").item(0).getTextContent())
                .isEqualTo(BASE);
        var urls = new TreeSet<String>();
        NodeList representations = root.getElementsByTagName("Representation");
        for (int i = 0; i < representations.getLength(); i++) {
            Element representation = (Element) representations.item(i);
            NodeList files = representation.getElementsByTagName("BaseURL");
            if (files.getLength() > 0) {
                urls.add(files.item(0).getTextContent());
                continue;
            }
            NodeList own = representation.getElementsByTagName("SegmentTemplate");
            Element template = (Element)
                    (own.getLength() > 0
                            ? own.item(0)
                            : ((Element) representation.getParentNode())
                                    .getElementsByTagName("SegmentTemplate")
                                    .item(0));
            String id = representation.getAttribute("id");
            urls.add(template.getAttribute("initialization").replace("$RepresentationID$", id));
            for (long time : times(template)) {
                urls.add(template.getAttribute("media")
                        .replace("$RepresentationID$", id)
                        .replace("$Time$", Long.toString(time)));
            }
        }
        return urls;
    }

    private static List<Long> times(Element template) {
        var times = new ArrayList<Long>();
        NodeList runs = template.getElementsByTagName("S");
        long time = 0;
        for (int i = 0; i < runs.getLength(); i++) {
            Element run = (Element) runs.item(i);
            time = run.hasAttribute("t") ? Long.parseLong(run.getAttribute("t")) : time;
            int count = 1 + (run.hasAttribute("r") ? Integer.parseInt(run.getAttribute("r")) : 0);
            for (int j = 0; j < count; j++) {
                times.add(time);
                time += Long.parseLong(run.getAttribute("d"));
            }
        }
        return times;
    }

    private static Element parse(String manifest) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(manifest)))
                .getDocumentElement();
    }
}
