package dev.cliprange.clip.sequence;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipVersion;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.slice.sequence.SequencePlanner;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A sequence with the state of its clips. */
public sealed interface SequenceState {

    Sequence sequence();

    /** Every clip exists, and its source is ready. */
    record Current(Sequence sequence, List<ClipDescriptor> clips) implements SequenceState {

        /** Must change if the same clips get other playlists. */
        private static final int FORMAT_VERSION = 1;

        /** @throws IllegalArgumentException if the clips are not those of the sequence */
        public Current {
            clips = List.copyOf(clips);
            if (!clips.stream().map(ClipDescriptor::id).toList().equals(sequence.clipIds())) {
                throw new IllegalArgumentException("clips: (expected: those of the sequence, in its order)");
            }
        }

        /** Returns the version of the playlists and segments. It derives from the stream versions of the clips. */
        public String version() {
            return ClipVersion.ofSequence(
                    clips.stream().map(ClipDescriptor::streamVersion).toList(), FORMAT_VERSION);
        }

        /**
         * Returns the version of the clips as one MP4. It derives from the versions of the clips in the same form, and from
         * their titles, because the file has them as chapters.
         */
        public String fileVersion(ClipForm form) {
            return ClipVersion.ofSequenceFile(
                    form,
                    clips.stream()
                            .map(clip -> switch (form) {
                                case COPY -> clip.version();
                                case PRECISE -> clip.preciseVersion();
                            })
                            .toList(),
                    chapterTitles(),
                    SequencePlanner.FORMAT_VERSION);
        }

        /** Returns the form that a version of the MP4 names; empty if it is not current. */
        public Optional<ClipForm> form(String fileVersion) {
            return Stream.of(ClipForm.values())
                    .filter(form -> fileVersion(form).equals(fileVersion))
                    .findFirst();
        }

        /** Returns the titles of the chapters in the MP4, one for each clip. */
        public List<String> chapterTitles() {
            return IntStream.range(0, clips.size())
                    .mapToObj(i ->
                            Optional.ofNullable(clips.get(i).clip().title()).orElse("Clip " + (i + 1)))
                    .toList();
        }

        public long durationUs() {
            return clips.stream()
                    .mapToLong(clip -> clip.clip().range().durationUs())
                    .reduce(0, Math::addExact);
        }

        /** Returns whether all sources have an index. Without one, a clip has no segments. */
        public boolean hasSegments() {
            return clips.stream().allMatch(clip -> clip.engine() == EngineKind.SLICE);
        }
    }

    /** Clips were deleted, so no version plays. */
    record ClipsDeleted(Sequence sequence, List<UUID> clipIds) implements SequenceState {
        public ClipsDeleted {
            clipIds = List.copyOf(clipIds);
        }
    }

    /** The sources of these clips are being read again, or cannot be read. */
    record SourcesNotReady(Sequence sequence, List<UUID> clipIds) implements SequenceState {
        public SourcesNotReady {
            clipIds = List.copyOf(clipIds);
        }
    }
}
