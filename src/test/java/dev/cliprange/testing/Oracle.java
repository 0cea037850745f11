package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a player shows and plays of a file, by FFmpeg's decoders: the authority a clip is compared with.
 *
 * <p>Two things FFmpeg leaves undone are done here. Before version 7 it shows the pre-roll of AV1 (its decoder ignores the
 * mark "not shown") and what an edit list cuts off at the end: so a picture counts as shown only if its time is not
 * negative, and for AV1 only if it lies before the end of the track's edit list.
 *
 * <p>A decode is remembered, softly, as long as the file has the same size and time: one source is compared with many
 * clips.
 */
public final class Oracle {

    /** Whether the edit lists of a file count, or the reader is one that ignores them (as Firefox does). */
    public enum Edits {
        HONOURED,
        IGNORED,
        /** Honoured; and FFmpeg also shows pictures it cannot be sure of, for want of a recovery point before them. */
        HONOURED_AND_UNSURE_PICTURES_SHOWN
    }

    /**
     * A video stream, decoded.
     *
     * @param frames the shown pictures by presentation time; never negative with edits honoured
     * @param complaints FFmpeg's lines of level error and above; a sound file gives none
     */
    public record Pictures(List<Frame> frames, List<String> complaints) {
        public Pictures {
            frames = List.copyOf(frames);
            complaints = List.copyOf(complaints);
        }
    }

    private record Key(Path file, long sizeBytes, long modifiedMs, String what) {}

    /** An object of its own, for a reference to hold: an {@code Optional} is a value. */
    private record Decoded(Optional<?> result) {}

    private static final Map<Key, SoftReference<Decoded>> REMEMBERED = new ConcurrentHashMap<>();

    private Oracle() {}

    /**
     * The shown frames of the first video stream that is not a cover picture.
     *
     * @return empty if this FFmpeg has no decoder for it
     * @throws IllegalStateException if there is no video stream, or FFmpeg gives up on the file
     */
    public static Optional<List<Frame>> frames(Path file) {
        return pictures(file, Edits.HONOURED).map(Pictures::frames);
    }

    /** As {@link #frames(Path)}, with FFmpeg's complaints, and the choice to ignore edit lists. */
    public static Optional<Pictures> pictures(Path file, Edits edits) {
        return remembered(file, "video " + edits, Pictures.class, () -> decodePictures(file, edits));
    }

    /**
     * The decoded samples of an audio stream, edit list honoured at its start; its end may be up to one packet late.
     *
     * @param audioStreamIndex counts audio streams only, from 0
     * @return empty if this FFmpeg has no decoder for it
     * @throws IllegalStateException if there is no such stream, or FFmpeg gives up on the file
     */
    public static Optional<Pcm> pcm(Path file, int audioStreamIndex) {
        return remembered(file, "audio " + audioStreamIndex, Pcm.class, () -> decodePcm(file, audioStreamIndex));
    }

    private static Optional<Pictures> decodePictures(Path file, Edits edits) {
        List<String> arguments = arguments(file, edits);
        arguments.addAll(List.of("-map", "0:V:0"));
        arguments.addAll(TestFfmpeg.version().everyFrameAtItsOwnTime());
        arguments.addAll(List.of("-f", "framemd5", "pipe:1"));
        FfmpegRun run = FfmpegRun.of(arguments);
        if (lacksDecoder(run)) {
            return Optional.empty();
        }
        var listing = FrameListing.parse(run.orThrow().stdoutText());
        Stream<Frame> frames = listing.frames();
        if (edits != Edits.IGNORED) {
            frames = frames.filter(frame -> frame.presentationTicks() >= 0);
            if (Mp4Facts.isIsoMedia(file) && run.log().stream().anyMatch(line -> line.contains("(av1 ("))) {
                long editEndUs = Mp4Facts.of(file).firstTrack("vide").editEndUs();
                frames = frames.filter(frame -> frame.presentationUs() < editEndUs);
            }
        }
        return Optional.of(new Pictures(frames.toList(), run.complaints()));
    }

    private static Optional<Pcm> decodePcm(Path file, int audioStreamIndex) {
        @Nullable Path raw = null;
        try {
            raw = Files.createTempFile("oracle", ".pcm");
            List<String> arguments = arguments(file, Edits.HONOURED);
            String map = "0:a:" + audioStreamIndex;
            arguments.addAll(List.of("-map", map, "-f", "framecrc", "pipe:1"));
            arguments.addAll(List.of("-map", map, "-c:a", "pcm_f32le", "-f", "f32le", "-y", raw.toString()));
            FfmpegRun run = FfmpegRun.of(arguments);
            if (lacksDecoder(run)) {
                return Optional.empty();
            }
            return Optional.of(FrameListing.parse(run.orThrow().stdoutText()).pcm(Files.readAllBytes(raw)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (raw != null) {
                raw.toFile().delete();
            }
        }
    }

    private static List<String> arguments(Path file, Edits edits) {
        // Samples that are no picture are errors to FFmpeg, which gives up when they are most of a short clip.
        var arguments = new ArrayList<>(List.of("-nostdin", "-max_error_rate", "1", "-noautorotate", "-copyts"));
        if (edits == Edits.IGNORED && Mp4Facts.isIsoMedia(file)) {
            arguments.addAll(List.of("-ignore_editlist", "1"));
        }
        if (edits == Edits.HONOURED_AND_UNSURE_PICTURES_SHOWN) {
            arguments.addAll(List.of("-flags", "+output_corrupt"));
        }
        arguments.addAll(List.of("-i", file.toString()));
        return arguments;
    }

    private static boolean lacksDecoder(FfmpegRun run) {
        return run.complaints().stream()
                .anyMatch(line -> line.contains("Decoder (codec ") || line.contains("no decoder found"));
    }

    private static <T> Optional<T> remembered(Path file, String what, Class<T> type, Supplier<Optional<T>> decode) {
        try {
            Path real = file.toRealPath();
            var key = new Key(
                    real, Files.size(real), Files.getLastModifiedTime(real).toMillis(), what);
            var reference = REMEMBERED.get(key);
            Decoded known = reference == null ? null : reference.get();
            if (known != null) {
                return known.result.map(type::cast);
            }
            Optional<T> decoded = decode.get();
            REMEMBERED.put(key, new SoftReference<>(new Decoded(decoded)));
            return decoded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
