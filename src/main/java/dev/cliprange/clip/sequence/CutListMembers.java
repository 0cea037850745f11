package dev.cliprange.clip.sequence;

import dev.cliprange.clip.ClipRepository;
import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.list.CutLists;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads which clips a cut list has, for a sequence of all of them. */
@Component
public class CutListMembers {

    private final CutLists lists;
    private final ClipRepository clips;

    CutListMembers(CutLists lists, ClipRepository clips) {
        this.lists = lists;
        this.clips = clips;
    }

    /**
     * Returns the IDs of the clips that a cut list has now, in the order of their start; empty if it has none.
     *
     * @throws FailureException CUT_LIST_UNKNOWN; SEQUENCE_TOO_LONG if the list has more clips than a sequence can have
     */
    public Mono<List<UUID>> clipIds(UUID cutListId) {
        return lists.get(cutListId).flatMap(this::clipIds);
    }

    private Mono<List<UUID>> clipIds(CutListKey list) {
        return clips.findIds(list.sourceId(), list.id(), Sequence.MOST_CLIPS + 1)
                .collectList()
                .doOnNext(ids -> {
                    if (ids.size() > Sequence.MOST_CLIPS) {
                        throw new FailureException(
                                Failure.SEQUENCE_TOO_LONG,
                                "The cut list has more than " + Sequence.MOST_CLIPS
                                        + " clips, and a sequence has at most " + Sequence.MOST_CLIPS + ".");
                    }
                });
    }
}
