package dev.cliprange.testing;

import dev.cliprange.timeline.FrameRate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A source with numbered frames, of a kind that players meet.
 *
 * @param options of the encoder; empty for the base
 * @param again arguments of a second run that copies the media of the first, {@code {original}}; empty if there is none
 * @param first the number of the first frame that is shown
 * @param step 0, or every frame whose number is a multiple of it is left out
 * @param packetSeconds the duration of a packet of its audio; 0 without audio
 */
public record NumberedMedia(String name, String options, String again, int first, int step, double packetSeconds) {

    public static final FrameRate RATE = new FrameRate(30_000, 1001);
    private static final int FRAMES = 600;

    public static final String AVC = "-c:v libx264 -preset veryfast -pix_fmt yuv420p -sc_threshold 0 ";
    public static final String AAC = "-c:a aac -b:a 96k ";
    public static final String FAST_START = "-movflags +faststart";
    private static final String CLOSED = AVC + "-bf 3 -b_strategy 0 -g 90 ";
    private static final String OPUS = "-c:a libopus -b:a 64k ";
    private static final String HEVC =
            "-c:v libx265 -preset ultrafast -pix_fmt yuv420p -tag:v hvc1 -x265-params log-level=none:keyint=90:bframes=3 ";
    private static final double AAC_SECONDS = 1024 / 48_000.0;
    private static final double OPUS_SECONDS = 0.02;

    public static final NumberedMedia B_FRAMES = encoded("b-frames", "", AAC_SECONDS);

    /** What is in the middle of them, from frame 131 to 257, is 4.37 to 8.58 s. */
    public static final List<NumberedMedia> ALL = List.of(
            B_FRAMES,
            encoded("open-gop", AVC + "-g 60 -bf 3 -x264-params open-gop=1:b-adapt=0 " + AAC + FAST_START, AAC_SECONDS),
            encoded("no-b-frames", AVC + "-g 90 -bf 0 " + AAC + FAST_START, AAC_SECONDS),
            encoded("44100-mono", CLOSED + AAC + "-ar 44100 -ac 1 " + FAST_START, 1024 / 44_100.0),
            encoded("no-audio", CLOSED + "-an " + FAST_START, 0),
            encoded("opus", CLOSED + OPUS + FAST_START, OPUS_SECONDS),
            new NumberedMedia(
                    "variable-rate",
                    CLOSED + "-vf select=mod(n\\,7) -fps_mode passthrough -enc_time_base 1:90000"
                            + " -video_track_timescale 90000 " + AAC + FAST_START,
                    "",
                    0,
                    7,
                    AAC_SECONDS),
            encoded("fragmented", CLOSED + AAC + "-movflags +frag_keyframe+empty_moov", AAC_SECONDS),
            encoded("late-audio", CLOSED + AAC + "-bsf:a setts=ts=TS+288000 " + FAST_START, AAC_SECONDS),
            encoded(
                    "gap-in-audio",
                    CLOSED + AAC + "-bsf:a setts=ts=TS+if(gte(N\\,260)\\,48000\\,0) " + FAST_START,
                    AAC_SECONDS),
            encoded("audio-ends-early", CLOSED + AAC + "-af atrim=0:6 " + FAST_START, AAC_SECONDS),
            copied("rotated", CLOSED + "-vf transpose=2 " + AAC, "-i {original} -c copy -metadata:s:v:0 rotate=270", 0),
            copied("edit-list", CLOSED + AAC, "-ss 1.001 -i {original} -c copy", 30),
            copied("ten-hours-in", CLOSED + AAC, "-itsoffset 36000 -i {original} -c copy", 0),
            encoded("hevc", HEVC + AAC + FAST_START, AAC_SECONDS),
            encoded(
                    "vp9",
                    "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 400k -g 60 " + OPUS + FAST_START,
                    OPUS_SECONDS),
            encoded(
                    "av1",
                    "-c:v libaom-av1 -usage realtime -cpu-used 8 -row-mt 1 -b:v 200k -g 60 " + AAC + FAST_START,
                    AAC_SECONDS));

    private static NumberedMedia encoded(String name, String options, double packetSeconds) {
        return new NumberedMedia(name, options, "", 0, 0, packetSeconds);
    }

    private static NumberedMedia copied(String name, String options, String again, int first) {
        return new NumberedMedia(name, options, again, first, 0, AAC_SECONDS);
    }

    /** The file; made on the first call and kept. */
    public Path file() {
        NumberedVideo base = NumberedVideo.avc(RATE, FRAMES, 90);
        Path encoded = options.isEmpty()
                ? base.file()
                : base.as("numbered-" + name, "mp4", options).file();
        return again.isEmpty()
                ? encoded
                : TestMedia.once("numbered-" + name + "-copied", "mp4", base + options + again, file -> {
                    var arguments = new ArrayList<>(List.of("-nostdin", "-y"));
                    Arrays.stream(again.split(" "))
                            .map(word -> word.replace("{original}", encoded.toString()))
                            .forEach(arguments::add);
                    arguments.addAll(List.of("-fflags", "+bitexact", file.toString()));
                    FfmpegRun.of(arguments).orThrow();
                });
    }

    /** The numbers of the frames in their order. */
    public List<Integer> numbers() {
        return IntStream.range(first, FRAMES)
                .filter(frame -> step == 0 || frame % step != 0)
                .boxed()
                .toList();
    }
}
