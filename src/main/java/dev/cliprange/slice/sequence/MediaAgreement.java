package dev.cliprange.slice.sequence;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.AvcConfiguration;
import dev.cliprange.codec.HevcConfiguration;
import dev.cliprange.codec.MediaFormat;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TextCodec;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.index.TrackDescription;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether clips of two sources can be in one file. Their first video tracks agree in codec, picture size, chroma
 * format, bit depth and rotation; all audio tracks agree in codec, channels and sample rate.
 */
public final class MediaAgreement {

    private MediaAgreement() {}

    /**
     * Returns how the tracks of a source differ from others, as the predicate of a sentence; empty if both can be in one
     * file.
     */
    public static Optional<String> difference(List<TrackDescription> expected, List<TrackDescription> tracks) {
        return changing(tracks)
                .or(() -> videoDifference(first(expected), first(tracks)))
                .or(() -> audioDifference(of(expected, TrackKind.AUDIO), of(tracks, TrackKind.AUDIO)));
    }

    /** One sample entry describes all samples of a track. */
    private static Optional<String> changing(List<TrackDescription> tracks) {
        return tracks.stream()
                .filter(track -> track.kind() != TrackKind.TEXT)
                .filter(track -> track.entries().size() > 1)
                .map(track -> "changes the format of its " + track.kind().name().toLowerCase(Locale.ROOT))
                .findFirst();
    }

    private static Optional<TrackDescription> first(List<TrackDescription> tracks) {
        return of(tracks, TrackKind.VIDEO).stream().findFirst();
    }

    private static List<TrackDescription> of(List<TrackDescription> tracks, TrackKind kind) {
        return tracks.stream().filter(track -> track.kind() == kind).toList();
    }

    private static Optional<String> videoDifference(
            Optional<TrackDescription> expected, Optional<TrackDescription> video) {
        if (expected.isEmpty() || video.isEmpty()) {
            return expected.isEmpty() == video.isEmpty()
                    ? Optional.empty()
                    : Optional.of(video.isEmpty() ? "has no video" : "has video");
        }
        MediaFormat one = expected.get().format();
        MediaFormat other = video.get().format();
        if (one.codec() != other.codec()) {
            return Optional.of("has video in " + other.codec().commonName() + " instead of "
                    + one.codec().commonName());
        }
        if (one.width() != other.width() || one.height() != other.height()) {
            return Optional.of("has pictures of " + size(other) + " instead of " + size(one) + " pixels");
        }
        int rotation = expected.get().header().rotationDegrees();
        if (video.get().header().rotationDegrees() != rotation) {
            return Optional.of("has video that is rotated by "
                    + video.get().header().rotationDegrees() + " instead of " + rotation + " degrees");
        }
        return sameSamples(
                        expected.get().entries().getFirst(),
                        video.get().entries().getFirst())
                ? Optional.empty()
                : Optional.of("has video in another chroma format, bit depth or profile");
    }

    private static String size(MediaFormat format) {
        return format.width() + " x " + format.height();
    }

    private static boolean sameSamples(SampleEntry one, SampleEntry other) {
        if (one.hasSameBytes(other)) {
            return true;
        }
        return switch (one.format().codec()) {
            case VideoCodec.H264 -> sameSamples(AvcConfiguration.of(one), AvcConfiguration.of(other));
            case VideoCodec.HEVC -> sameSamples(HevcConfiguration.of(one), HevcConfiguration.of(other));
            case VideoCodec.AV1, VideoCodec.VP9 ->
                one.format().codecString().equals(other.format().codecString());
            case VideoCodec.VVC, VideoCodec.VP8, VideoCodec.MPEG4 -> false;
            case AudioCodec audio -> false;
            case TextCodec text -> false;
        };
    }

    private static boolean sameSamples(AvcConfiguration one, AvcConfiguration other) {
        return one.lengthBytes() == other.lengthBytes()
                && !one.sps().isEmpty()
                && !other.sps().isEmpty()
                && one.format().sameSamples(other.format());
    }

    private static boolean sameSamples(HevcConfiguration one, HevcConfiguration other) {
        return one.lengthBytes() == other.lengthBytes() && one.sameSamples(other);
    }

    private static Optional<String> audioDifference(List<TrackDescription> expected, List<TrackDescription> tracks) {
        if (expected.size() != tracks.size()) {
            return Optional.of("has " + count(tracks.size()) + " instead of " + count(expected.size()));
        }
        for (int i = 0; i < tracks.size(); i++) {
            MediaFormat one = expected.get(i).format();
            MediaFormat other = tracks.get(i).format();
            boolean agree = sameAudio(
                    expected.get(i).entries().getFirst(),
                    tracks.get(i).entries().getFirst());
            if (!agree) {
                return Optional.of("has audio in " + audio(other) + " instead of " + audio(one));
            }
        }
        return Optional.empty();
    }

    private static String count(int tracks) {
        return switch (tracks) {
            case 0 -> "no audio";
            case 1 -> "one audio track";
            default -> tracks + " audio tracks";
        };
    }

    private static String audio(MediaFormat format) {
        return format.codec().commonName() + " (" + format.channels() + " channels, " + format.sampleRate() + " Hz)";
    }

    private static boolean sameAudio(SampleEntry one, SampleEntry other) {
        if (one.hasSameBytes(other)) {
            return true;
        }
        return one.format().equals(other.format())
                && switch (one.format().codec()) {
                    // Each packet or the format has all that a decoder needs.
                    case AudioCodec.AAC,
                            AudioCodec.AC3,
                            AudioCodec.EAC3,
                            AudioCodec.MP3,
                            AudioCodec.OPUS,
                            AudioCodec.FLAC -> true;
                    case AudioCodec.PCM -> one.type() == other.type();
                    case AudioCodec.ALAC, AudioCodec.OTHER -> false;
                    case VideoCodec video -> false;
                    case TextCodec text -> false;
                };
    }
}
