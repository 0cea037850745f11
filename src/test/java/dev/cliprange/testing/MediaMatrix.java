package dev.cliprange.testing;

import static dev.cliprange.testing.MediaMatrix.Entry.audio;
import static dev.cliprange.testing.MediaMatrix.Entry.copyOf;
import static dev.cliprange.testing.MediaMatrix.Entry.video;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * The catalogue of small sources made by FFmpeg: every shape a cut has to be right for, one oddity each. Small pictures, a few
 * seconds, so that decoding one costs tens of milliseconds; every picture is different from every other, and the sound is
 * a chirp, so that no two moments of it are alike.
 */
public final class MediaMatrix {

    private static final String H264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p ";
    private static final String CLOSED = H264 + "-g 50 -bf 3 -b_strategy 0 -sc_threshold 0 ";
    private static final String H265 = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p -x265-params log-level=none:";
    private static final String AV1 = "-c:v libaom-av1 -cpu-used 8 -row-mt 1 -b:v 100k -g 40 -lag-in-frames 16 ";
    private static final String VP9 = "-c:v libvpx-vp9 -deadline good -cpu-used 8 -b:v 100k -g 40 -lag-in-frames 16 ";
    /** Without the noise that decoders make up: no two decodes of it are alike. */
    private static final String AAC = "-c:a aac -aac_coder fast -aac_pns 0 -b:a 96k ";

    private static final String NO_SOUND = "-an ";
    private static final String NO_SIDX =
            "-movflags +frag_keyframe+empty_moov+default_base_moof -frag_duration 1000000 ";

    /** In the order of the standard's chapters rather than of the alphabet: codecs, GOPs, rates, containers, audio. */
    private static final List<Entry> ENTRIES = List.of(
            // GOPs and reordering
            video("avc-closed-gop", "25", "mp4", CLOSED + AAC, "closed GOPs of 2 s, 3 B-frames, moov last"),
            video("avc-moov-first", "25", "mp4", CLOSED + AAC + "-movflags +faststart ", "the same, moov first"),
            video(
                    "avc-open-gop",
                    "25",
                    "mp4",
                    H264 + "-g 40 -bf 3 -sc_threshold 0 -x264-params open-gop=1:b-adapt=0 " + AAC,
                    "leading pictures are shown before their sync sample"),
            video(
                    "avc-b-pyramid",
                    "25",
                    "mp4",
                    H264 + "-g 60 -bf 7 -b_strategy 0 -refs 4 -sc_threshold 0 -x264-params b-pyramid=normal " + AAC,
                    "B-frames that others refer to, seven in a row"),
            video("avc-all-intra", "25", "mp4", H264 + "-g 1 " + AAC, "each sample a sync sample, no stss"),
            video("avc-no-b-frames", "25", "mp4", H264 + "-g 50 -bf 0 " + AAC, "no ctts"),
            video("avc-one-keyframe", "25", "mp4", H264 + "-g 9999 -sc_threshold 0 " + AAC, "only the first is sync"),
            video(
                    "avc-irregular-gop",
                    "25",
                    "mp4",
                    H264 + "-g 250 -force_key_frames 0.4,0.48,2.2,5.6 " + AAC,
                    "GOPs of" + " 2 to 85 frames"),
            video("avc-long-gop", "25", 24, "mp4", H264 + "-g 250 -sc_threshold 0 " + AAC, "a keyframe each 10 s"),
            // Frame rates
            video("avc-23976", "24000/1001", "mp4", CLOSED + AAC, "23.976 fps"),
            video("avc-2997", "30000/1001", "mp4", CLOSED + AAC, "29.97 fps"),
            video("avc-60", "60", "mp4", CLOSED + AAC, "60 fps"),
            video(
                    "avc-timescale-1000",
                    "30000/1001",
                    "mp4",
                    CLOSED + "-video_track_timescale 1000 " + AAC,
                    "frame" + " durations of 33 and 34 ticks"),
            video(
                    "avc-variable-rate",
                    "30",
                    "mp4",
                    H264 + "-g 60 -bf 3 -vf "
                            + "settb=1/90000,select=mod(n\\,7)*mod(n\\,11),setpts=PTS+mod(N\\,3)*700 "
                            + "{passthrough} -enc_time_base 1:90000 -video_track_timescale 90000 " + AAC,
                    "uneven durations"),
            // Other video codecs
            video(
                    "avc-10-bit",
                    "25",
                    "mp4",
                    "-c:v libx264 -preset veryfast -pix_fmt yuv420p10le -g 50 " + AAC,
                    "High 10"),
            video(
                    "avc-422",
                    "25",
                    5,
                    "mp4",
                    H264.replace("yuv420p", "yuv422p") + "-g 50 -bf 3 " + AAC,
                    "High 4:2:2, 8 bits"),
            video(
                    "avc-422-10-bit",
                    "25",
                    5,
                    "mp4",
                    H264.replace("yuv420p", "yuv422p10le") + "-g 50 -bf 3 " + AAC,
                    "High 4:2:2, 10 bits"),
            video(
                    "hevc-hvc1",
                    "25",
                    "mp4",
                    H265 + "open-gop=0:keyint=50:min-keyint=50:bframes=3:scenecut=0 -tag:v hvc1 " + AAC,
                    "parameter sets in the sample entry"),
            video(
                    "hevc-hev1",
                    "25",
                    "mp4",
                    H265 + "open-gop=0:keyint=50:min-keyint=50:bframes=3:scenecut=0 -tag:v hev1 " + AAC,
                    "the sample entry Apple does not play"),
            video(
                    "hevc-open-gop",
                    "25",
                    "mp4",
                    H265 + "open-gop=1:keyint=40:min-keyint=40:bframes=4:scenecut=0 -tag:v" + " hvc1 " + AAC,
                    "CRA with RASL pictures"),
            video(
                    "hevc-10-bit",
                    "25",
                    "mp4",
                    H265.replace("yuv420p", "yuv420p10le") + "open-gop=0:keyint=50 -tag:v hvc1 " + AAC,
                    "Main 10"),
            video(
                    "hevc-422-10-bit",
                    "25",
                    5,
                    "mp4",
                    H265.replace("yuv420p", "yuv422p10le") + "open-gop=0:keyint=50 -tag:v hvc1 " + AAC,
                    "Main 4:2:2 10"),
            video("av1", "25", 5, "mp4", AV1 + AAC, "hidden frames; decodes to itself from each key frame"),
            video("vp9", "25", "mp4", VP9 + AAC, "superframes"),
            video("mpeg4-part-2", "25", "mp4", "-c:v mpeg4 -g 50 -bf 2 -b:v 200k " + AAC, "mp4v with B-VOPs"),
            video("prores", "25", "mov", "-c:v prores_ks -profile:v 0 -c:a pcm_s16le ", "intra only, large samples"),
            // Containers
            video(
                    "avc-fragmented",
                    "25",
                    "mp4",
                    CLOSED + AAC + NO_SIDX,
                    "moof per second, no sidx, moov without samples"),
            video(
                    "avc-fragmented-delayed",
                    "25",
                    "mp4",
                    CLOSED + AAC + "-movflags +frag_keyframe+delay_moov+default_base_moof ",
                    "edit lists in a fragmented file"),
            video(
                    "avc-fragmented-sidx",
                    "25",
                    "mp4",
                    CLOSED + AAC + "-movflags +frag_keyframe+delay_moov+default_base_moof+global_sidx ",
                    "one sidx over all fragments"),
            video(
                    "avc-fragmented-dash",
                    "25",
                    "mp4",
                    CLOSED + AAC + "-movflags +frag_keyframe+delay_moov+default_base_moof+dash ",
                    "a sidx before each fragment"),
            video(
                    "avc-partly-fragmented",
                    "25",
                    "mp4",
                    CLOSED + AAC + "-movflags +frag_keyframe ",
                    "samples in moov, then" + " fragments"),
            video(
                    "avc-fragmented-absolute",
                    "25",
                    "mp4",
                    CLOSED + AAC + "-movflags +frag_keyframe+empty_moov ",
                    "tfhd with" + " base data offsets"),
            video("avc-timecode", "25", "mov", CLOSED + AAC + "-timecode 01:00:00:00 ", "a tmcd track beside it"),
            video("avc-portrait", "25", "mp4", CLOSED + AAC, "rotated by the tkhd matrix")
                    .changedBy(Mp4Patch::rotate),
            copyOf(
                    "avc-edit-mid-gop",
                    "avc-closed-gop",
                    "-ss 3.31 -i {original}",
                    "-c copy",
                    "edit list begins between" + " sync samples"),
            copyOf(
                    "avc-late-start",
                    "avc-closed-gop",
                    "-itsoffset 0.52 -i {original}",
                    "-c copy",
                    "both tracks begin with" + " an empty edit"),
            copyOf(
                    "avc-late-video",
                    "avc-closed-gop",
                    "-i {original} -itsoffset 0.4 -i {original}",
                    "-map 1:v -map 0:a" + " -c copy",
                    "only the video begins with an empty edit"),
            // Audio beside video
            video("avc-silent", "25", "mp4", CLOSED + NO_SOUND, "no audio track"),
            video(
                    "avc-three-audio",
                    "25",
                    "mp4",
                    CLOSED + "-map 0:v -map 1:a -map 1:a -map 1:a -c:a:0 aac -aac_pns 0 -c:a:1 ac3"
                            + " -c:a:2 aac -filter:a:2 volume=0.5 -metadata:s:a:0 language=eng -metadata:s:a:1 language=deu ",
                    "three" + " audio tracks"),
            video("avc-long-priming", "25", "mp4", CLOSED + AAC, "an audio edit that begins 5 packets in")
                    .changedBy(Mp4Patch::longPriming),
            video("avc-short-audio", "25", "mp4", CLOSED + AAC + "-af atrim=0:4.7 ", "audio ends 3.3 s early"),
            video("avc-44100-mono", "25", "mp4", CLOSED + AAC + "-ar 44100 -ac 1 ", "packets of 23.2 ms"),
            video("avc-opus", "25", "mp4", CLOSED + "-c:a libopus -b:a 64k ", "Opus: pre-skip and roll groups"),
            video("avc-ac3", "25", "mp4", CLOSED + "-c:a ac3 -b:a 128k ", "AC-3"),
            video("avc-eac3", "25", "mp4", CLOSED + "-c:a eac3 -b:a 128k ", "E-AC-3"),
            video("avc-flac", "25", "mp4", CLOSED + "-c:a flac -strict experimental ", "FLAC: exact to the sample"),
            video("avc-alac", "25", "mp4", CLOSED + "-c:a alac ", "ALAC: exact to the sample"),
            video("avc-mp3", "25", "mp4", CLOSED + "-c:a libmp3lame -b:a 96k ", "MP3 in mp4a"),
            video("avc-pcm-s16le", "25", "mov", CLOSED + "-c:a pcm_s16le ", "sowt"),
            video("avc-pcm-s16be", "25", "mov", CLOSED + "-c:a pcm_s16be ", "twos"),
            video("avc-pcm-s24le", "25", "mov", CLOSED + "-c:a pcm_s24le ", "in24 in a version 1 sound entry"),
            // Audio alone
            audio("audio-aac", "m4a", AAC, "AAC"),
            audio("audio-opus", "mp4", "-c:a libopus -b:a 64k ", "Opus"),
            audio("audio-flac", "mp4", "-c:a flac -strict experimental ", "FLAC"),
            audio("audio-mp3", "mp4", "-c:a libmp3lame -b:a 96k ", "MP3"),
            audio("audio-fragmented", "m4a", AAC + NO_SIDX, "AAC in fragments"),
            // For the FFmpeg engine
            video("mkv-avc", "25", "mkv", CLOSED + AAC, "Matroska"),
            video("webm-vp9", "25", "webm", VP9 + "-c:a libopus -b:a 64k ", "WebM"),
            video("ts-avc", "25", "ts", CLOSED + AAC, "MPEG transport stream"),
            video("ts-mpeg2", "25", "ts", "-c:v mpeg2video -g 15 -bf 2 -b:v 400k -c:a mp2 ", "MPEG-2 and MP2"),
            video("flv-avc", "25", "flv", CLOSED + AAC + "-ar 44100 ", "Flash video"),
            video("avi-mpeg4", "25", "avi", "-c:v mpeg4 -g 50 -b:v 200k -c:a libmp3lame -b:a 96k ", "AVI"),
            video("mxf-mpeg2", "25", "mxf", "-c:v mpeg2video -g 15 -bf 2 -b:v 400k -c:a pcm_s16le ", "MXF with PCM"),
            video("mxf-avc", "25", "mxf", H264 + "-g 50 -bf 0 -c:a pcm_s16le ", "MXF with AVC"));

    private MediaMatrix() {}

    /** All entries, also those this FFmpeg cannot make. */
    public static List<Entry> entries() {
        return ENTRIES;
    }

    /** Those in MP4 or MOV. */
    public static List<Entry> isoEntries() {
        return ENTRIES.stream()
                .filter(entry -> List.of("mp4", "mov", "m4a").contains(entry.extension))
                .toList();
    }

    /** @throws IllegalArgumentException if there is none */
    public static Entry entry(String name) {
        return ENTRIES.stream()
                .filter(entry -> entry.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no entry " + name));
    }

    /** Changes a finished file; for what FFmpeg cannot be asked to write. */
    @FunctionalInterface
    interface Patch {
        void applyTo(Path mp4) throws IOException;
    }

    /**
     * One source.
     *
     * @param name unique; what a test shows
     * @param input FFmpeg's input arguments
     * @param output the others, without the file; one blank between two
     * @param copyOf the entry it is a stream copy of
     * @param oddity what it is for
     */
    public record Entry(
            String name,
            List<String> input,
            String output,
            String extension,
            Optional<String> copyOf,
            Optional<Patch> patch,
            String oddity) {

        private static final String CHIRP =
                "aevalsrc=exprs=0.4*sin(6.2831853*(150+90*t)*t)|0.3*sin(6.2831853*(900-60*t)*t):sample_rate=48000";

        /** Whole 16-bit numbers: every lossless codec then holds the same sound. */
        private static final String WHOLE = ",aformat=sample_fmts=s16";

        static Entry video(String name, String rate, String extension, String output, String oddity) {
            return video(name, rate, 8, extension, output, oddity);
        }

        static Entry video(String name, String rate, int seconds, String extension, String output, String oddity) {
            String pictures = "testsrc2=size=160x120:rate=" + rate + ":duration=" + seconds;
            var input =
                    List.of("-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", CHIRP + ":duration=" + seconds + WHOLE);
            return new Entry(name, input, output, extension, Optional.empty(), Optional.empty(), oddity);
        }

        static Entry audio(String name, String extension, String output, String oddity) {
            var input = List.of("-f", "lavfi", "-i", CHIRP + ":duration=8" + WHOLE);
            return new Entry(name, input, output, extension, Optional.empty(), Optional.empty(), oddity);
        }

        static Entry copyOf(String name, String original, String input, String output, String oddity) {
            var inputs = List.of(input.split(" "));
            return new Entry(name, inputs, output, "mp4", Optional.of(original), Optional.empty(), oddity);
        }

        Entry changedBy(Patch patch) {
            return new Entry(name, input, output, extension, copyOf, Optional.of(patch), oddity);
        }

        /** The encoders it needs that this FFmpeg lacks. */
        public List<String> missingEncoders() {
            String[] words = output.split(" ");
            var missing = new ArrayList<String>();
            for (int i = 0; i + 1 < words.length; i++) {
                boolean names = words[i].startsWith("-c:") && !words[i + 1].equals("copy");
                if (names && !TestFfmpeg.version().encoders().contains(words[i + 1])) {
                    missing.add(words[i + 1]);
                }
            }
            return List.copyOf(missing);
        }

        /**
         * The file; made on the first call and kept.
         *
         * @throws TestAbortedException if this FFmpeg lacks an encoder: the test that asked is shown as skipped, with the reason
         */
        public Path file() {
            List<String> missing = missingEncoders();
            if (!missing.isEmpty()) {
                throw new TestAbortedException(name + " cannot be made: this FFmpeg has no " + missing);
            }
            var arguments = new ArrayList<>(List.of("-nostdin", "-y"));
            String original = copyOf.map(of -> entry(of).file().toString()).orElse("");
            input.forEach(word -> arguments.add(word.replace("{original}", original)));
            String frames = TestFfmpeg.version().atLeast(5, 1) ? "-fps_mode passthrough" : "-vsync passthrough";
            arguments.addAll(
                    List.of(output.trim().replace("{passthrough}", frames).split(" +")));
            arguments.addAll(List.of("-fflags", "+bitexact"));
            String recipe =
                    String.join(" ", arguments) + patch.map(p -> " patched").orElse("");
            return TestMedia.once(name, extension, recipe, file -> {
                arguments.add(file.toString());
                FfmpegRun.of(arguments).orThrow();
                if (patch.isPresent()) {
                    patch.get().applyTo(file);
                }
            });
        }

        @Override
        public String toString() {
            return name + ": " + oddity;
        }
    }
}
