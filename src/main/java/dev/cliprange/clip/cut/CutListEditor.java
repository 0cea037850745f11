package dev.cliprange.clip.cut;

import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.list.CutList;
import dev.cliprange.clip.list.CutListRepository;
import dev.cliprange.clip.list.CutLists;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import dev.cliprange.idempotency.RecordingTransaction;
import dev.cliprange.web.EntityTag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Creates, renames and deletes cut lists, under the row lock of their source. Only the deletion is in the log. */
@Service
public class CutListEditor {

    private final CutLists lists;
    private final CutListRepository rows;
    private final CutTransaction cuts;
    private final SourceMutex mutex;

    CutListEditor(CutLists lists, CutListRepository rows, CutTransaction cuts, SourceMutex mutex) {
        this.lists = lists;
        this.rows = rows;
        this.cuts = cuts;
        this.mutex = mutex;
    }

    /**
     * Creates a list without clips.
     *
     * @throws FailureException SOURCE_UNKNOWN, CUT_LIST_NAME_TAKEN; REQUEST_INVALID if the source has too many lists
     */
    public <R> Mono<R> create(UUID sourceId, String name, RecordingTransaction<CutList, R> transaction) {
        Mono<CutList> work = cuts.lockSource(sourceId)
                .then(lists.requireRoom(sourceId))
                .then(rows.insert(new CutListKey(sourceId, UUID.randomUUID()), name)
                        .onErrorMap(CutListRepository::isNameTaken, error -> CutLists.nameTaken(name)));
        return mutex.withLock(sourceId, transaction.run(work));
    }

    /**
     * Renames a list.
     *
     * @param ifMatch a condition on the row of the list; null for none
     * @throws FailureException SOURCE_UNKNOWN, CUT_LIST_UNKNOWN, CUT_LIST_NAME_TAKEN, PRECONDITION_FAILED;
     *     REQUEST_INVALID for {@code main}
     */
    public <R> Mono<R> rename(
            CutListKey list, String name, @Nullable String ifMatch, RecordingTransaction<CutList, R> transaction) {
        Mono<CutList> work = cuts.lockSource(list.sourceId())
                .then(checked(list, ifMatch))
                .then(rows.rename(list, name)
                        .onErrorMap(CutListRepository::isNameTaken, error -> CutLists.nameTaken(name)));
        return mutex.withLock(list.sourceId(), transaction.run(work));
    }

    /**
     * Deletes a list and its clips. The deletion is the newest operation in the log of the list, so it can be undone.
     *
     * @param ifMatch a condition on the row of the list; null for none
     * @throws FailureException SOURCE_UNKNOWN, CUT_LIST_UNKNOWN, PRECONDITION_FAILED; REQUEST_INVALID for {@code main}
     */
    public <R> Mono<R> delete(
            CutListKey list, @Nullable String ifMatch, RecordingTransaction<CutResult, R> transaction) {
        return mutex.withLock(
                list.sourceId(),
                cuts.run(
                        list,
                        CutKind.DELETE_LIST,
                        checked(list, ifMatch).thenReturn(CutPlan.insteadOfAll(List.of())),
                        none -> CutResult.none(list),
                        transaction));
    }

    /** Returns the list as it is now, if it can be changed and matches the condition. */
    private Mono<CutList> checked(CutListKey list, @Nullable String ifMatch) {
        return list.isMain()
                ? Mono.error(() -> FailureException.invalid(
                        new InvalidInput.Parameter("cutListId", "The list 'main' can be neither renamed nor deleted.")))
                : lists.get(list).doOnNext(found -> EntityTag.check(ifMatch, found.rowVersion()));
    }
}
