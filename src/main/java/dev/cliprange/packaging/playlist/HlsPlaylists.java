package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.StreamFile.Content;
import java.util.Optional;

/**
 * The HLS playlists of a clip or a sequence (RFC 8216, version 7). All URIs in them are relative. The texts are functions of the
 * description, so they may be cached as long as the stream's version is current.
 */
public final class HlsPlaylists {

    /** The media type of all playlists (RFC 8216, 10). */
    public static final String MEDIA_TYPE = "application/vnd.apple.mpegurl";

    private HlsPlaylists() {}

    /** Returns the multivariant playlist. Its URIs are relative to the folder of the stream's version. */
    public static String master(StreamDescription stream) {
        return master(SequenceDescription.of(stream));
    }

    /** Returns the multivariant playlist. Its URIs are relative to the folder of the sequence's version. */
    public static String master(SequenceDescription sequence) {
        return HlsMaster.write(sequence);
    }

    /**
     * Returns the playlist that a file of a rendition is; empty if the stream has no such rendition, or the file is no
     * playlist.
     */
    public static Optional<String> playlist(StreamDescription stream, StreamFile.Part file) {
        return playlist(SequenceDescription.of(stream), file);
    }

    /**
     * Returns the playlist that a file of a rendition of a sequence is, likewise. A rendition has the name that it has
     * in the first clip.
     */
    public static Optional<String> playlist(SequenceDescription sequence, StreamFile.Part file) {
        if (file.copy() != sequence.first().copy() || !(file.content() instanceof Content.Named content)) {
            return Optional.empty();
        }
        HlsMedia media = new HlsMedia(sequence);
        return switch (content) {
            case PLAYLIST ->
                switch (file.kind()) {
                    case VIDEO, AUDIO -> media.writeTrack(file.kind(), file.rendition());
                    case TEXT -> media.writeText(file.rendition());
                    case IMAGE -> Optional.empty();
                };
            case IFRAME_PLAYLIST ->
                switch (file.kind()) {
                    case VIDEO -> media.writeIFrames(file.rendition());
                    case IMAGE -> media.writeImages(file.rendition());
                    case AUDIO, TEXT -> Optional.empty();
                };
            case INIT, CUES -> Optional.empty();
        };
    }
}
