package dev.cliprange.source.indexing;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.TextIndex;
import dev.cliprange.movie.IgnoredTrack;
import dev.cliprange.source.SourceMedia;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes the media of a source from its index. */
final class IndexedMedia {

    private IndexedMedia() {}

    static SourceMedia of(IndexDirectory directory, TextIndex texts, List<IgnoredTrack> ignored) {
        return new SourceMedia(
                directory.container(),
                video(directory),
                directory.audio().stream()
                        .map(it -> new SourceMedia.Audio(it.codec(), it.channels(), it.sampleRate(), it.language()))
                        .toList(),
                ignored.stream()
                        .map(it -> new SourceMedia.IgnoredTrack(it.index(), it.kind(), it.codec(), it.reason()))
                        .toList(),
                null,
                null,
                null,
                texts.tracks().stream()
                        .map(it -> new SourceMedia.Text(it.codec().commonName(), it.language()))
                        .toList());
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
