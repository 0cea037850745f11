package dev.cliprange.clip.sequence;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.idempotency.RecordingTransaction;
import dev.cliprange.web.Cursor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Creates sequences, finds them and deletes them. */
@Service
public class SequenceService {

    /** The member of a problem that names the clips that caused it. */
    public static final String CLIP_IDS = "clipIds";

    private static final Cursor BEFORE_ALL = new Cursor(0, new UUID(0, 0));

    private final SequenceRepository sequences;
    private final SequenceClips clips;
    private final SequenceDescriptors descriptors;

    SequenceService(SequenceRepository sequences, SequenceClips clips, SequenceDescriptors descriptors) {
        this.sequences = sequences;
        this.clips = clips;
        this.descriptors = descriptors;
    }

    /**
     * Returns the sequence that clips would make. Nothing is written.
     *
     * @throws FailureException SEQUENCE_EMPTY; CLIP_NOT_FOUND and SOURCE_NOT_READY with {@link #CLIP_IDS}
     */
    public Mono<SequenceState.Current> draft(@Nullable String title, List<UUID> clipIds) {
        if (clipIds.isEmpty()) {
            return Mono.error(new FailureException(
                    Failure.SEQUENCE_EMPTY, "A sequence needs 1 to " + Sequence.MOST_CLIPS + " clips."));
        }
        return clips.read(new Sequence(UUID.randomUUID(), title, clipIds, Instant.EPOCH))
                .map(state -> switch (state) {
                    case SequenceState.Current current -> current;
                    case SequenceState.ClipsDeleted deleted ->
                        throw new FailureException(
                                Failure.CLIP_NOT_FOUND,
                                "Some clips do not exist; they may have been deleted.",
                                Map.of(CLIP_IDS, deleted.clipIds()));
                    case SequenceState.SourcesNotReady waiting -> throw notReady(waiting);
                });
    }

    /** Writes the row of a draft. Returns the state with the row as it was written. */
    public <R> Mono<R> create(SequenceState.Current draft, RecordingTransaction<SequenceState, R> transaction) {
        Sequence drafted = draft.sequence();
        return transaction.run(sequences
                .insert(drafted.id(), drafted.title(), drafted.clipIds())
                .map(written -> new SequenceState.Current(written, draft.clips())));
    }

    /** @throws FailureException SEQUENCE_UNKNOWN */
    public Mono<SequenceState> get(UUID id) {
        return sequences.find(id).flatMap(clips::read).switchIfEmpty(Mono.error(() -> unknown(id)));
    }

    /** Returns at most {@code limit} sequences after a cursor, in the order of their creation. */
    public Mono<List<SequenceState>> list(Cursor after, int limit) {
        Cursor cursor = after.equals(Cursor.START) ? BEFORE_ALL : after;
        return sequences
                .findAfter(Instant.EPOCH.plus(cursor.position(), ChronoUnit.MICROS), cursor.id(), limit)
                .collectList()
                .flatMapIterable(rows -> rows)
                .concatMap(clips::read)
                .collectList();
    }

    /** @throws FailureException SEQUENCE_UNKNOWN */
    public <R> Mono<R> delete(UUID id, RecordingTransaction<UUID, R> transaction) {
        return transaction
                .run(sequences.delete(id).switchIfEmpty(Mono.error(() -> unknown(id))))
                .doOnNext(done -> descriptors.forget(id));
    }

    static FailureException unknown(UUID id) {
        return new FailureException(Failure.SEQUENCE_UNKNOWN, "No sequence has the id " + id + ".");
    }

    /** Returns the failure of a sequence that no URL plays until the deletion of its clips is undone. */
    public static FailureException versionGone(SequenceState.ClipsDeleted deleted) {
        return new FailureException(
                Failure.VERSION_GONE,
                "No version of this sequence is current, because clips of it were deleted. Create another sequence"
                        + " without them.",
                Map.of(CLIP_IDS, deleted.clipIds()));
    }

    /** Returns the failure of a sequence that cannot be played until sources are ready. */
    public static FailureException notReady(SequenceState.SourcesNotReady waiting) {
        return new FailureException(
                Failure.SOURCE_NOT_READY,
                "The sources of some clips are not ready. Sequences need sources that are ready.",
                Map.of(CLIP_IDS, waiting.clipIds()));
    }
}
