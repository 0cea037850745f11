package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.StreamFile.Content;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The HLS playlists of a clip (RFC 8216, version 7). All URIs in them are relative. The texts are functions of the
 * description, so they may be cached as long as the stream's version is current.
 */
public final class HlsPlaylists {

    /** The media type of all playlists (RFC 8216, 10). */
    public static final String MEDIA_TYPE = "application/vnd.apple.mpegurl";

    private HlsPlaylists() {}

    /** Returns the multivariant playlist. Its URIs are relative to the folder of the stream's version. */
    public static String master(StreamDescription stream) {
        return HlsMaster.write(stream);
    }

    /** Returns the target duration in seconds that all playlists with media segments of the stream share. */
    public static long targetSeconds(StreamDescription stream) {
        return new HlsMedia(stream).targetSeconds();
    }

    /**
     * Returns the playlist that a file of a rendition is; empty if the stream has no such rendition, or the file is no
     * playlist.
     */
    public static Optional<String> playlist(StreamDescription stream, StreamFile.Part file) {
        if (file.copy() != stream.copy() || !(file.content() instanceof Content.Named content)) {
            return Optional.empty();
        }
        return switch (content) {
            case PLAYLIST -> index(stream, file);
            case IFRAME_PLAYLIST -> iFrames(stream, file);
            case INIT, CUES -> Optional.empty();
        };
    }

    private static Optional<String> index(StreamDescription stream, StreamFile.Part file) {
        HlsMedia media = new HlsMedia(stream);
        return switch (file.kind()) {
            case VIDEO ->
                find(stream.video(), VideoRendition::id, file).map(video -> media.writeTrack(video.segments()));
            case AUDIO ->
                find(stream.audio(), AudioRendition::id, file).map(audio -> media.writeTrack(audio.segments()));
            case TEXT -> find(stream.text(), TextRendition::id, file).map(text -> media.writeText());
            case IMAGE -> Optional.empty();
        };
    }

    private static Optional<String> iFrames(StreamDescription stream, StreamFile.Part file) {
        HlsMedia media = new HlsMedia(stream);
        return switch (file.kind()) {
            case VIDEO ->
                find(stream.video(), VideoRendition::id, file)
                        .filter(HlsMedia::hasIFrames)
                        .map(media::writeIFrames);
            case IMAGE -> find(stream.images(), ImageRendition::id, file).map(media::writeImages);
            case AUDIO, TEXT -> Optional.empty();
        };
    }

    private static <T> Optional<T> find(List<T> renditions, Function<T, String> id, StreamFile.Part file) {
        return renditions.stream()
                .filter(rendition -> id.apply(rendition).equals(file.rendition()))
                .findFirst();
    }
}
