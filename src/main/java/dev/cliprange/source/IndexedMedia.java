package dev.cliprange.source;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.movie.IgnoredTrack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an index says of a source, in the words of this room. */
public final class IndexedMedia {

    private IndexedMedia() {}

    public static SourceMedia of(IndexDirectory directory, List<IgnoredTrack> ignored) {
        return new SourceMedia(
                directory.container(),
                video(directory),
                directory.audio().stream()
                        .map(it -> new SourceMedia.Audio(it.codec(), it.channels(), it.sampleRate(), it.language()))
                        .toList(),
                ignored.stream()
                        .map(it -> new SourceMedia.IgnoredTrack(it.index(), it.kind(), it.codec(), it.reason()))
                        .toList(),
                null);
    }

    private static SourceMedia.@Nullable Video video(IndexDirectory directory) {
        return directory
                .video()
                .map(it -> new SourceMedia.Video(
                        it.codec(),
                        it.width(),
                        it.height(),
                        it.frameRate(),
                        it.frames(),
                        it.rotationDegrees(),
                        it.maxSyncIntervalUs(),
                        it.allIntra()))
                .orElse(null);
    }
}
