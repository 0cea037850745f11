package dev.cliprange.ffmpeg.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.codec.colour.VideoColour;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.FfmpegHarness;
import dev.cliprange.ffmpeg.picture.Transfer;
import dev.cliprange.ffmpeg.transcode.LadderRequest.Quality;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.slice.rendition.EncodedFragments;
import dev.cliprange.slice.rendition.EncodedPage;
import dev.cliprange.slice.rendition.EncodedTrack;
import dev.cliprange.slice.rendition.LadderIndex;
import dev.cliprange.slice.rendition.PageEncoding;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Ssim;
import dev.cliprange.testing.TestFfmpeg;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Each page of a source is encoded by itself, and the pages become one index. */
class LadderEncodingIT {

    private static final Duration LONGEST = Duration.ofMinutes(2);
    /** Short, so that a few seconds have several pages. */
    private static final long PAGE_US = 3_000_000;
    /** The first one has the size of the sources. */
    private static final List<Quality> QUALITIES =
            List.of(new Quality(120, 5_000_000, 10_000_000), new Quality(64, 1_000_000, 2_000_000));

    private static final double LEAST_SIMILARITY = 0.9;
    /** Tone mapping makes pictures darker. Grey ones have less than half of it. */
    private static final double LEAST_SIMILARITY_OF_HDR = 0.65;

    @TempDir
    Path folder;

    private final FfmpegHarness harness = FfmpegHarness.real();
    private final LadderEncoder encoder = new LadderEncoder(harness.properties, harness.pool);

    @AfterEach
    void close() {
        harness.pool.close();
    }

    static Stream<String> sources() {
        List<String> usual =
                List.of("avc-open-gop", "avc-irregular-gop", "avc-variable-rate", "avc-late-start", "avc-portrait");
        List<String> rest = List.of(
                "avc-2997",
                "avc-long-gop",
                "avc-one-keyframe",
                "avc-silent",
                "avc-edit-mid-gop",
                "avc-fragmented",
                "avc-10-bit",
                "avc-422",
                "hevc-open-gop",
                "hevc-10-bit",
                "av1",
                "vp9",
                "mpeg4-part-2");
        return Stream.of(usual, Boolean.getBoolean("cliprange.full") ? rest : List.<String>of())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void pages_ofASource_haveItsFramesAtItsTimes(String name) throws IOException {
        Path file = MediaMatrix.entry(name).file();
        SourceFile source = SourceFile.index(file, PAGE_US);
        var pages = new ArrayList<EncodedPage>();
        var keyframes = new ArrayList<List<Integer>>();
        for (int number = 0; number < source.directory().pages().size(); number++) {
            PageEncoding encoding =
                    PageEncoding.of(source.directory(), source.page(number)).orElseThrow();
            Path written = encode(source, encoding, Transfer.STANDARD, "page" + number + ".mp4");
            var read = new EncodedFragments();
            read.accept(ByteBuffer.wrap(Files.readAllBytes(written)));
            long first = source.directory().pages().get(number).firstFrame();
            pages.add(EncodedPage.of(
                    read, number, QUALITIES.size(), encoding.input().shownTicks(), first));
            keyframes.add(encoding.keyframes());
            assertDecodes(
                    written,
                    file,
                    name,
                    (int) first,
                    encoding.input().shownTicks().size());
        }

        IndexDirectory ladder = LadderIndex.directory(source.directory(), pages);

        byte[] bytes = LadderIndex.pages(pages);
        for (int number = 0; number < pages.size(); number++) {
            var place = ladder.pages().get(number);
            IndexPage page = IndexPage.decode(
                    ladder, number, ByteBuffer.wrap(bytes, (int) place.offsetBytes(), place.lengthBytes()));
            IndexPage original = source.page(number);
            long firstFrame = place.firstFrame();
            assertThat(IntStream.range(0, page.tracks().getFirst().count())
                            .mapToLong(i -> page.frameUs(firstFrame + i))
                            .toArray())
                    .isEqualTo(IntStream.range(0, page.tracks().getFirst().count())
                            .mapToLong(i -> original.frameUs(firstFrame + i))
                            .toArray());
            for (TrackSamples samples : page.tracks()) {
                assertThat(keyframes(samples)).isEqualTo(keyframes.get(number));
            }
        }
        int height = name.equals("avc-portrait") ? 160 : 120;
        assertThat(ladder.tracks().getFirst().format().height()).isEqualTo(height);
        assertThat(ladder.tracks().getFirst().format().width()).isEqualTo(280 - height);
        assertThat(ladder.tracks().getLast().format().codecString()).startsWith("avc1.64");
    }

    /** Decoders report no error, and the pictures are those of the source. */
    private static void assertDecodes(Path written, Path file, String name, int first, int count) {
        var decoded = Oracle.pictures(written, Oracle.Edits.IGNORED).orElseThrow();

        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frames()).hasSize(count);
        if (!name.equals("avc-portrait")) {
            assertSimilar(written, file, first, count, LEAST_SIMILARITY);
        }
    }

    private static void assertSimilar(Path written, Path file, int first, int count, double least) {
        assertThat(Ssim.of(written, file, first, first + count))
                .hasSize(count)
                .allSatisfy(similarity -> assertThat(similarity).isGreaterThan(least));
    }

    @Test
    void interlacedVideo_isDeinterlaced() throws IOException {
        Path interlaced = make(
                "interlaced.mp4",
                "-f lavfi -i testsrc2=size=160x120:rate=50:duration=4 -vf scroll=horizontal=0.02,format=yuv420p,interlace=lowpass=off"
                        + " -c:v libx264 -preset veryfast -flags +ilme+ildct -qp 10 -g 25");
        Path expected =
                make("deinterlaced.mp4", "-i " + interlaced + " -vf yadif=mode=send_frame -c:v libx264 -qp 0 -bf 0");

        for (Path page : encodeAll(SourceFile.index(interlaced, PAGE_US), Transfer.STANDARD)) {
            var pictures = Oracle.pictures(page, Oracle.Edits.IGNORED).orElseThrow();
            assertThat(pictures.complaints()).isEmpty();
            int first = first(page);
            assertSimilar(page, expected, first, pictures.frames().size(), LEAST_SIMILARITY);
            // Otherwise the sources are too similar for this test.
            assertThat(Ssim.of(
                            page, interlaced, first, first + pictures.frames().size()))
                    .anyMatch(similarity -> similarity < LEAST_SIMILARITY);
        }
    }

    /** The picture of HDR is the one that it was made of. A file may declare the transfer only. */
    @ParameterizedTest
    @ValueSource(strings = {"bt2020", "unknown"})
    void hdr_isMappedToTheStandardRange(String primaries) throws IOException {
        assumeTrue(TestFfmpeg.version().filters().contains("zscale"), "FFmpeg has no zscale");
        Path expected = make(
                "sdr.mp4",
                "-f lavfi -i testsrc2=size=160x120:rate=25:duration=2 -vf format=yuv420p -c:v libx264 -qp 0 -bf 0");
        Path hdr = make(
                "hdr.mp4",
                "-i " + expected + " -vf setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709"
                        + ",zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt2020"
                        + ",zscale=t=smpte2084:m=bt2020nc:r=limited:npl=100,format=yuv420p10le,setparams=color_primaries="
                        + primaries + " -c:v libx264 -qp 0 -g 25");
        SourceFile source = SourceFile.index(hdr, PAGE_US);
        var entry = source.directory().tracks().getFirst().entries().getFirst();
        assertThat(Transfer.of(VideoColour.of(entry).transfer())).isEqualTo(Transfer.PQ);

        for (Path page : encodeAll(source, Transfer.PQ)) {
            assertSimilar(page, expected, first(page), 50, LEAST_SIMILARITY_OF_HDR);
            var read = new EncodedFragments();
            read.accept(ByteBuffer.wrap(Files.readAllBytes(page)));
            for (EncodedTrack track : read.end(QUALITIES.size())) {
                assertThat(VideoColour.of(track.entry())).isEqualTo(new VideoColour(1, 1, 1));
                assertThat(track.entry().format().codecString()).startsWith("avc1.64");
            }
        }
    }

    private Path make(String name, String options) {
        Path file = folder.resolve(name);
        var arguments = new ArrayList<>(List.of("-nostdin"));
        arguments.addAll(List.of(options.split(" ")));
        arguments.addAll(List.of("-y", file.toString()));
        FfmpegRun.of(arguments).orThrow();
        return file;
    }

    /** The name of the file of a page is the number of its first frame. */
    private List<Path> encodeAll(SourceFile source, Transfer transfer) throws IOException {
        var written = new ArrayList<Path>();
        for (int number = 0; number < source.directory().pages().size(); number++) {
            PageEncoding encoding =
                    PageEncoding.of(source.directory(), source.page(number)).orElseThrow();
            long first = source.directory().pages().get(number).firstFrame();
            written.add(encode(source, encoding, transfer, first + ".mp4"));
        }
        return written;
    }

    private static int first(Path page) {
        return Integer.parseInt(page.getFileName().toString().replace(".mp4", ""));
    }

    /** The numbers of the sync samples in the order in which the frames are shown. */
    private static List<Integer> keyframes(TrackSamples samples) {
        List<Integer> shown = IntStream.range(0, samples.count())
                .boxed()
                .sorted(Comparator.comparingLong(samples::presentationTicks))
                .toList();
        return IntStream.range(0, shown.size())
                .filter(rank -> samples.sync(shown.get(rank)))
                .boxed()
                .toList();
    }

    private Path encode(SourceFile source, PageEncoding encoding, Transfer transfer, String name) throws IOException {
        var input = encoding.input();
        byte[] bytes = source.bytes(input.file(), 0, input.file().lengthBytes());
        int rotation = source.directory().video().orElseThrow().rotationDegrees();
        var request = new LadderRequest(
                "test",
                Flux.just(Unpooled.wrappedBuffer(bytes)),
                input.fromTicks(),
                input.toTicks(),
                transfer,
                rotation,
                QUALITIES,
                encoding.keyframes(),
                us -> {});
        Path written = folder.resolve(name);
        try (var out = Files.newOutputStream(written)) {
            for (ByteBuf buffer :
                    encoder.encode(request).collectList().blockOptional(LONGEST).orElseThrow()) {
                buffer.readBytes(out, buffer.readableBytes());
                buffer.release();
            }
        }
        return written;
    }

    @Test
    void encode_withoutTheFilterForHdr_isUnsupported() throws IOException {
        FfmpegHarness script = FfmpegHarness.script(
                folder, "cat > /dev/null; echo \"[AVFilterGraph @ 0x1] No such filter: 'zscale'\" >&2; exit 1");
        try {
            var lacking = new LadderEncoder(script.properties, script.pool);

            StepVerifier.create(lacking.encode(request(Flux.just(Unpooled.wrappedBuffer(new byte[10])))))
                    .expectErrorSatisfies(error ->
                            assertThat(((FailureException) error).failure()).isEqualTo(Failure.MEDIA_UNSUPPORTED))
                    .verify(LONGEST);
        } finally {
            script.pool.close();
        }
    }

    @Test
    void encode_ofAnInputThatFails_failsLikeIt() {
        var away = new FailureException(Failure.SOURCE_UNREADABLE, "The storage is away.");

        StepVerifier.create(encoder.encode(request(Flux.error(away))))
                .expectErrorSatisfies(error -> assertThat(error).isSameAs(away))
                .verify(LONGEST);
    }

    private static LadderRequest request(Flux<ByteBuf> input) {
        return new LadderRequest("test", input, 0, 1, Transfer.PQ, 0, QUALITIES, List.of(0), us -> {});
    }
}
