package dev.cliprange.clip.list;

import dev.cliprange.clip.CutListKey;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.SourceService;
import dev.cliprange.web.Cursor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Finds cut lists. */
@Service
public class CutLists {

    private static final Pattern ID = Pattern.compile(CutListName.ID);
    private static final Cursor BEFORE_ALL = new Cursor(0, new UUID(0, 0));

    private final CutListRepository lists;
    private final SourceService sources;

    CutLists(CutListRepository lists, SourceService sources) {
        this.lists = lists;
        this.sources = sources;
    }

    /**
     * Returns the list that a request names.
     *
     * @param idOrName null for {@code main}, which is not looked up
     * @throws FailureException CUT_LIST_UNKNOWN, SOURCE_UNKNOWN
     */
    public Mono<CutListKey> resolve(UUID sourceId, @Nullable String idOrName) {
        if (idOrName == null || idOrName.equals(CutListKey.MAIN)) {
            return Mono.just(CutListKey.main(sourceId));
        }
        Optional<CutListKey> named = byId(sourceId, idOrName);
        if (named.isPresent() && named.get().isMain()) {
            return Mono.just(named.get());
        }
        return named.map(lists::find)
                .orElseGet(() -> mayBeName(idOrName) ? lists.findByName(sourceId, idOrName) : Mono.empty())
                .map(CutList::key)
                .switchIfEmpty(unknownIn(sourceId, idOrName));
    }

    /**
     * As {@link #resolve}, and finds a deleted list by its id, as long as it is kept. Its log can be read, so that its
     * deletion can be undone.
     */
    public Mono<CutListKey> resolveLogged(UUID sourceId, @Nullable String idOrName) {
        return byId(sourceId, idOrName)
                .filter(list -> !list.isMain())
                .map(list -> lists.exists(list)
                        .filter(found -> found)
                        .map(found -> list)
                        .switchIfEmpty(unknownIn(sourceId, list.id().toString())))
                .orElseGet(() -> resolve(sourceId, idOrName));
    }

    /** @throws FailureException CUT_LIST_UNKNOWN, SOURCE_UNKNOWN */
    public Mono<CutList> get(CutListKey list) {
        return lists.find(list)
                .switchIfEmpty(unknownIn(list.sourceId(), list.id().toString()));
    }

    /**
     * Returns a list of any source.
     *
     * @throws FailureException CUT_LIST_UNKNOWN
     */
    public Mono<CutListKey> get(UUID id) {
        return lists.findById(id).map(CutList::key).switchIfEmpty(Mono.error(() -> unknown(id.toString())));
    }

    /**
     * Completes if the list exists. {@code main} always does.
     *
     * @throws FailureException CUT_LIST_UNKNOWN, SOURCE_UNKNOWN
     */
    public Mono<Void> require(CutListKey list) {
        return list.isMain() ? Mono.empty() : get(list).then();
    }

    /**
     * Returns at most {@code limit} lists of a source after a cursor, in the order of their creation. The first one is
     * {@code main}.
     *
     * @throws FailureException SOURCE_UNKNOWN
     */
    public Mono<List<CutList>> list(UUID sourceId, Cursor after, int limit) {
        Cursor cursor = after.equals(Cursor.START) ? BEFORE_ALL : after;
        return sources.get(sourceId)
                .flatMap(source -> lists.findAfter(
                                sourceId, Instant.EPOCH.plus(cursor.position(), ChronoUnit.MICROS), cursor.id(), limit)
                        .collectList());
    }

    /**
     * Completes if the source may have another list. Called under the row lock of the source.
     *
     * @throws FailureException REQUEST_INVALID
     */
    public Mono<Void> requireRoom(UUID sourceId) {
        return lists.count(sourceId)
                .doOnNext(count -> {
                    if (count >= CutList.MOST_LISTS) {
                        throw new FailureException(
                                Failure.REQUEST_INVALID,
                                "A source has at most 1,000 cut lists, with 'main'. Delete one of them first.");
                    }
                })
                .then();
    }

    /** Returns the failure of a new name that another list of the source has. */
    public static FailureException nameTaken(String name) {
        return new FailureException(
                Failure.CUT_LIST_NAME_TAKEN, "The source has another cut list with the name '" + name + "'.");
    }

    /** Returns the failure of a list that cannot be restored. */
    public static FailureException nameTaken() {
        return new FailureException(
                Failure.CUT_LIST_NAME_TAKEN,
                "Another cut list of the source has the name of the deleted one now. Rename or delete it first.");
    }

    private <T> Mono<T> unknownIn(UUID sourceId, String idOrName) {
        return Mono.defer(() -> sources.get(sourceId).flatMap(source -> Mono.error(unknown(idOrName))));
    }

    private static FailureException unknown(String idOrName) {
        String named = idOrName.codePointCount(0, idOrName.length()) <= CutListName.MAX_CHARACTERS
                ? " '" + idOrName + "'"
                : " of that name";
        return new FailureException(
                Failure.CUT_LIST_UNKNOWN, "There is no cut list" + named + "; it may have been deleted or renamed.");
    }

    private static Optional<CutListKey> byId(UUID sourceId, @Nullable String idOrName) {
        return Optional.ofNullable(idOrName)
                .filter(text -> ID.matcher(text).matches())
                .map(id -> new CutListKey(sourceId, UUID.fromString(id)));
    }

    /** Returns whether a text may be sent to the database, which cannot store U+0000. */
    private static boolean mayBeName(String text) {
        return text.length() <= 2 * CutListName.MAX_CHARACTERS && text.indexOf('\0') < 0;
    }
}
