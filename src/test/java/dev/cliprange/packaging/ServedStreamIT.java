package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.DashTimeline;
import dev.cliprange.testing.FragmentTimes;
import dev.cliprange.testing.HlsPlaylist;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Box;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.ServedStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What playlists and manifests declare is what the segments have: durations to the tick, decode times without gap and overlap,
 * bandwidths and codecs.
 */
class ServedStreamIT {

    private static final List<String> SHORT = List.of("avc-b-pyramid", "hevc-open-gop", "avc-opus", "audio-aac");

    private static final List<String> REST = List.of(
            "avc-closed-gop",
            "avc-open-gop",
            "avc-all-intra",
            "avc-irregular-gop",
            "avc-long-gop",
            "avc-23976",
            "avc-2997",
            "avc-variable-rate",
            "avc-timescale-1000",
            "avc-10-bit",
            "hevc-hvc1",
            "hevc-hev1",
            "hevc-10-bit",
            "av1",
            "vp9",
            "avc-fragmented",
            "avc-portrait",
            "avc-edit-mid-gop",
            "avc-late-start",
            "avc-late-video",
            "avc-silent",
            "avc-three-audio",
            "avc-long-priming",
            "avc-44100-mono",
            "avc-ac3",
            "avc-eac3",
            "avc-flac",
            "audio-opus",
            "audio-flac");

    private static final int EXTINF_DECIMALS = 6;

    private static final Pattern RATE = Pattern.compile("BANDWIDTH ([0-9]+) is not ([0-9.]+)$");
    /** Segments that are copied have a known size. */
    private static final double MEASURED = 1.05;
    /** Edges are encoded when they are requested, so a playlist estimates their size. */
    private static final double ESTIMATED = 1.6;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @TempDir
    Path folder;

    static Stream<String> sources() {
        return Stream.concat(SHORT.stream(), Boolean.getBoolean("cliprange.full") ? REST.stream() : Stream.empty());
    }

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void stream_ofAClip_isAsItsPlaylistsAndItsManifestDeclare(String name) throws IOException {
        JsonNode source = origin.source(MediaMatrix.entry(name).file());
        JsonNode clip = client.clip(source, 0.7, 7.3);
        for (String form : List.of("", "?form=copy")) {
            ServedStream stream = ServedStream.fetch(client, clip.path("hlsUrl").asString() + form);
            String of = name + form;

            assertRules(of, stream.problems(), form.isEmpty() ? ESTIMATED : MEASURED);
            String manifest = text(clip.path("dashUrl").asString() + form);
            Map<String, DashTimeline> timelines =
                    DashTimeline.parse(manifest).stream().collect(Collectors.toMap(DashTimeline::id, it -> it));
            assertThat(timelines).as("representations of %s", of).hasSameSizeAs(stream.tracks());
            for (ServedStream.Track track : stream.tracks()) {
                String id = track.path().replaceFirst("^copy/", "").replace("/index.m3u8", "");
                assertTimes(of + " " + track.path(), track, timelines.get(id));
            }
            assertCodecs(of, stream, timelines);
        }
    }

    /**
     * Bandwidths are never too low.
     *
     * @param surplus how often a declared bandwidth may be as large as the true one
     */
    private static void assertRules(String of, List<String> problems, double surplus) {
        var others = new ArrayList<String>();
        for (String problem : problems) {
            Matcher rate = RATE.matcher(problem);
            if (rate.find()) {
                assertThat(Double.parseDouble(rate.group(1)) / Double.parseDouble(rate.group(2)))
                        .as("%s: %s", of, problem)
                        .isBetween(1.0, surplus);
            } else {
                others.add(problem);
            }
        }
        assertThat(others).as("playlists of %s", of).isEmpty();
    }

    private void assertTimes(String of, ServedStream.Track track, DashTimeline declared) throws IOException {
        List<FragmentTimes.Segment> segments = FragmentTimes.of(track.bytes()).segments();
        Path init = Files.write(folder.resolve("init.mp4"), track.init());
        long timescale = Mp4Facts.of(init).tracks().getFirst().timescale().ticksPerSecond();

        assertThat(declared.timescale()).as("timescale of %s", of).isEqualTo(timescale);
        assertThat(declared.durations())
                .as("durations of %s", of)
                .containsExactlyElementsOf(segments.stream()
                        .map(FragmentTimes.Segment::durationTicks)
                        .toList());
        // The first sample of a segment is shown first, so its decode time is its presentation time.
        assertThat(declared.starts())
                .as("starts of %s", of)
                .containsExactlyElementsOf(segments.stream()
                        .map(FragmentTimes.Segment::decodeTicks)
                        .toList());
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < segments.size(); i++) {
            FragmentTimes.Segment segment = segments.get(i);
            if (i > 0) {
                assertThat(segment.decodeTicks())
                        .as("decode time of segment %d of %s", i, of)
                        .isEqualTo(segments.get(i - 1).endTicks());
            }
            assertThat(segment.shownTicks().getFirst())
                    .as("first sample of segment %d of %s", i, of)
                    .isEqualTo(segment.decodeTicks());
            sum = sum.add(new BigDecimal(track.playlist().segments().get(i).durationText()));
            assertThat(sum.subtract(seconds(
                                    segment.endTicks() - segments.getFirst().decodeTicks(), timescale))
                            .abs())
                    .as("EXTINF up to segment %d of %s", i, of)
                    .isLessThanOrEqualTo(BigDecimal.ONE.movePointLeft(EXTINF_DECIMALS));
        }
        if (declared.contentType().equals("video")) {
            // A browser drops video that begins before.
            assertThat(declared.offsetTicks())
                    .as("presentationTimeOffset of %s", of)
                    .isBetween(
                            declared.starts().getFirst() - 1, declared.starts().getFirst());
        }
    }

    private static BigDecimal seconds(long ticks, long timescale) {
        return BigDecimal.valueOf(ticks)
                .divide(BigDecimal.valueOf(timescale), EXTINF_DECIMALS + 3, RoundingMode.HALF_UP);
    }

    /** mp4box.js reads the codecs of the tracks. */
    private void assertCodecs(String of, ServedStream stream, Map<String, DashTimeline> timelines) throws IOException {
        Mp4Box mp4box = Mp4Box.installed();
        var read = new TreeSet<String>();
        for (ServedStream.Track track : stream.tracks()) {
            Path file = Files.write(folder.resolve("track.mp4"), track.bytes());
            Mp4Box.Report report = mp4box.read(file);
            String id = track.path().replaceFirst("^copy/", "").replace("/index.m3u8", "");
            assertThat(report.complaints())
                    .as("complaints about %s", track.path())
                    .allMatch(complaint -> complaint.contains("multiple boxes of type styp"));
            assertThat(report.codecs()).as("codecs of %s", of).hasSize(1);
            assertThat(timelines.get(id).codecs())
                    .as("codecs of %s of %s", track.path(), of)
                    .isEqualToIgnoringCase(report.codecs().getFirst());
            report.codecs().forEach(codec -> read.add(codec.toLowerCase(Locale.ROOT)));
        }
        Set<String> declared = stream.master()
                .tags("EXT-X-STREAM-INF")
                .flatMap(variant -> variant.quoted("CODECS").stream())
                .flatMap(codecs -> Stream.of(codecs.toLowerCase(Locale.ROOT).split(",")))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(declared).as("codecs of the playlist of %s", of).isEqualTo(read);
        assertBandwidths(of, stream, timelines);
    }

    /** A player that reads at the bandwidth has each segment before the preceding ones and the minimum buffer are over. */
    private static void assertBandwidths(String of, ServedStream stream, Map<String, DashTimeline> timelines) {
        for (ServedStream.Track track : stream.tracks()) {
            String id = track.path().replaceFirst("^copy/", "").replace("/index.m3u8", "");
            var sizes = new ArrayList<Long>();
            track.segments().forEach(segment -> sizes.add((long) segment.length));
            HlsPlaylist playlist = track.playlist();
            double target =
                    Double.parseDouble(playlist.value("EXT-X-TARGETDURATION").orElseThrow());
            for (int from = 0; from < sizes.size(); from++) {
                double bits = 0;
                double seconds = 0;
                for (int to = from; to < sizes.size(); to++) {
                    bits += 8.0 * sizes.get(to);
                    seconds += playlist.segments().get(to).duration();
                    if (seconds >= 0.5 * target && seconds <= 1.5 * target) {
                        assertThat(bits / seconds)
                                .as("bandwidth of %s of %s", id, of)
                                .isLessThanOrEqualTo(timelines.get(id).bandwidth());
                    }
                }
            }
        }
    }

    private String text(String url) {
        HttpResponse<byte[]> response = client.play(url);
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
