package dev.cliprange.slice.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.codec.splice.SpliceLook;
import dev.cliprange.index.IndexPage;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Pcm;
import dev.cliprange.timeline.TimeRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What FFmpeg decodes of a sequence's copy form is what it decodes of the ranges of its clips, one after another. */
class SequenceFileExactnessIT {

    private static final long PAGE_US = 2_000_000;
    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int MANY = FULL ? 500 : 40;
    private static final List<String> FEW = List.of(
            "avc-b-pyramid",
            "avc-open-gop",
            "avc-edit-mid-gop",
            "avc-opus",
            "avc-pcm-s16le",
            "avc-short-audio",
            "hevc-open-gop");
    /** Without AV1, whose lead-ins FFmpeg shows. */
    private static final List<String> ALL = List.of(
            "avc-closed-gop",
            "avc-b-pyramid",
            "avc-open-gop",
            "avc-long-gop",
            "avc-irregular-gop",
            "avc-2997",
            "avc-variable-rate",
            "avc-timescale-1000",
            "avc-fragmented",
            "avc-edit-mid-gop",
            "avc-late-start",
            "avc-late-video",
            "avc-short-audio",
            "avc-three-audio",
            "avc-44100-mono",
            "avc-opus",
            "avc-pcm-s16le",
            "vp9",
            "hevc-hvc1",
            "hevc-open-gop");

    private static final int LONGEST_PACKET = 4_608;
    /** FFmpeg complains about references of pictures that no edit shows. */
    private static final Set<String> UNSURE = Set.of("avc-open-gop");

    @TempDir
    Path folder;

    /** A clip and the source that it is of. */
    private record Cut(String name, SourceFile source, Path file, TimeRange range) {

        SequenceMember member(int place) {
            List<IndexPage> pages = source.pages(range);
            SequenceMember member = SequenceMember.of(
                    "Clip " + place,
                    range,
                    source.directory().tracks(),
                    SlicePlanner.media(source.directory(), pages, range),
                    SlicePlanner.DEFAULT_MAX_GAP_BYTES,
                    place,
                    Optional.empty());
            return member.firstCopied(place)
                    .filter(sample -> place > 0)
                    .map(sample -> member.with(sample, changes(sample)))
                    .orElse(member);
        }

        private List<SpliceLook.Change> changes(SequenceMember.CopiedSample sample) {
            int sizeBytes = (int) sample.span().lengthBytes();
            return SpliceLook.of(sample.entry(), sizeBytes)
                    .map(look -> {
                        var whole = new ByteLayout(new byte[0], List.of(sample.span()));
                        while (look.needsBytes()) {
                            look.look(source.bytes(whole, look.atBytes(), look.atBytes() + look.wantedBytes()));
                        }
                        return look.changes();
                    })
                    .orElse(List.of());
        }

        List<Frame> frames() {
            return Oracle.frames(file).orElseThrow().stream()
                    .filter(frame -> range.contains(frame.presentationUs()))
                    .toList();
        }
    }

    static Stream<String> sources() {
        return FULL ? ALL.stream() : FEW.stream();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void copy_ofOneSource_hasTheFramesAndTheAudioOfItsClips(String name) throws IOException {
        assertExact(cuts(name, 7));
    }

    /** The sources have other parameter sets with the same ids, and frames of other lengths. */
    @Test
    void copy_ofFourSources_hasTheFramesAndTheAudioOfItsClips() throws IOException {
        List<Cut> cuts = new ArrayList<>();
        for (String name : List.of("avc-closed-gop", "avc-2997", "avc-b-pyramid", "avc-long-gop")) {
            cuts.addAll(cuts(name, FULL ? MANY / 4 : 3));
        }
        Collections.shuffle(cuts, new Random(MANY));

        assertExact(cuts);
    }

    /** Packets of 23.2 ms and frames of 40 ms never end together, so an error that accumulates would show. */
    @Test
    void copy_ofManyClips_keepsAudioInStep_withASmallHeader(TestReporter report) throws IOException {
        List<Cut> cuts = cuts("avc-44100-mono", MANY);
        long startNanos = System.nanoTime();

        SequenceLayout layout = assertExact(cuts);

        assertThat(layout.header().headerBytes()).isLessThanOrEqualTo(2 << 20);
        report.publishEntry("checked in ms", String.valueOf((System.nanoTime() - startNanos) / 1_000_000));
        planningTime(cuts, report);
    }

    private static void planningTime(List<Cut> cuts, TestReporter report) {
        List<SequenceMember> members = IntStream.range(0, cuts.size())
                .mapToObj(i -> cuts.get(i).member(i))
                .toList();
        for (int run = 0; run < 5; run++) {
            long startNanos = System.nanoTime();
            SequencePlanner.plan(members);
            report.publishEntry(
                    "planned " + cuts.size() + " clips in ms",
                    String.valueOf((System.nanoTime() - startNanos) / 1_000_000.0));
        }
    }

    private static List<Cut> cuts(String name, int count) {
        Path file = MediaMatrix.entry(name).file();
        SourceFile source = SourceFile.index(file, PAGE_US);
        List<Long> times = new ArrayList<>(Oracle.frames(file).orElseThrow().stream()
                .map(Frame::presentationUs)
                .toList());
        times.add(source.directory().endUs());
        var random = new Random(name.hashCode());
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int from = random.nextInt(times.size() - 30);
                    int to = Math.min(times.size() - 1, from + 1 + random.nextInt(60));
                    return new Cut(name, source, file, new TimeRange(times.get(from), times.get(to)));
                })
                .toList();
    }

    private SequenceLayout assertExact(List<Cut> cuts) throws IOException {
        SequenceLayout layout = SequencePlanner.plan(IntStream.range(0, cuts.size())
                .mapToObj(i -> cuts.get(i).member(i))
                .toList());
        Path file = Files.write(folder.resolve("sequence.mp4"), bytes(layout, cuts));
        assertThat(Files.size(file)).isEqualTo(layout.lengthBytes());
        Oracle.Pictures decoded = Oracle.pictures(file, Oracle.Edits.HONOURED).orElseThrow();
        List<Frame> wanted = cuts.stream().flatMap(cut -> cut.frames().stream()).toList();
        assertThat(names(decoded.frames(), cuts)).isEqualTo(names(wanted, cuts));
        if (!UNSURE.contains(cuts.getFirst().name())) {
            assertThat(decoded.complaints()).isEmpty();
        }
        long startUs = 0;
        int at = 0;
        for (Cut cut : cuts) {
            for (Frame frame : cut.frames()) {
                assertThat(decoded.frames().get(at++).presentationUs())
                        .as("time of frame %d", at)
                        .isCloseTo(
                                startUs + frame.presentationUs() - cut.range().startUs(), within(2L * cuts.size()));
            }
            startUs += cut.range().durationUs();
        }
        int tracks = (int) cuts.getFirst().source().directory().tracks().stream()
                .filter(track -> track.kind() == TrackKind.AUDIO)
                .count();
        for (int track = 0; track < tracks; track++) {
            assertAudio(file, cuts, track);
        }
        return layout;
    }

    /** Returns the number of each frame in its source, as text that is short enough to be read in a failure. */
    private static String names(List<Frame> frames, List<Cut> cuts) {
        List<List<String>> known = cuts.stream()
                .map(Cut::file)
                .distinct()
                .map(file -> Oracle.frames(file).orElseThrow().stream()
                        .map(Frame::md5)
                        .toList())
                .toList();
        return frames.stream()
                .map(frame -> known.stream()
                        .map(source -> source.indexOf(frame.md5()))
                        .map(String::valueOf)
                        .collect(Collectors.joining("/")))
                .collect(Collectors.joining(" "));
    }

    private static void assertAudio(Path file, List<Cut> cuts, int track) {
        Pcm joined = Oracle.pcm(file, track).orElseThrow();
        boolean covered = cuts.stream().allMatch(cut -> isCovered(cut, track));
        if (!covered) {
            // The last packet before a gap lasts until the next one, and the decoder's output has a gap.
            return;
        }
        assertThat(joined.contiguous()).as("contiguous").isTrue();
        long startUs = 0;
        int measured = 0;
        for (Cut cut : cuts) {
            Pcm whole = Oracle.pcm(cut.file(), track).orElseThrow();
            OptionalInt shift = AudioShift.of(whole, cut.range(), joined, startUs);
            if (shift.isPresent()) {
                measured++;
                assertThat(shift.getAsInt())
                        .as("shift of %s at %d", cut.range(), startUs)
                        .isBetween(-half(cut, track), half(cut, track));
            }
            startUs += cut.range().durationUs();
        }
        assertThat(measured).as("clips that are long enough").isPositive();
    }

    /** Whether audio is heard everywhere in a clip. */
    private static boolean isCovered(Cut cut, int track) {
        Pcm whole = Oracle.pcm(cut.file(), track).orElseThrow();
        return whole.contiguous()
                && whole.sampleAtUs(cut.range().startUs()) >= whole.startSample()
                && whole.sampleAtUs(cut.range().endUs()) <= whole.endSample() + LONGEST_PACKET;
    }

    /** Half a packet, in samples. */
    private static int half(Cut cut, int track) {
        AudioCodec codec = (AudioCodec) cut.source().directory().tracks().stream()
                .filter(it -> it.kind() == TrackKind.AUDIO)
                .skip(track)
                .findFirst()
                .orElseThrow()
                .format()
                .codec();
        return switch (codec) {
            case AAC -> 512;
            case AC3, EAC3 -> 768;
            case MP3 -> 576;
            case OPUS -> 480;
            case PCM -> 1;
            case FLAC, ALAC, OTHER -> 2304;
        };
    }

    private static byte[] bytes(SequenceLayout layout, List<Cut> cuts) {
        var out = new ByteArrayOutputStream();
        for (SequenceLayout.PlacedPieces part : layout.pieces(0, layout.lengthBytes())) {
            var media = new ByteLayout(part.pieces(), new byte[0]);
            out.writeBytes(cuts.get(part.place()).source().bytes(media, 0, media.lengthBytes()));
        }
        return out.toByteArray();
    }
}
