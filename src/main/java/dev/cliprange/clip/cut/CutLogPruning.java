package dev.cliprange.clip.cut;

import dev.cliprange.clip.ClipProperties;
import dev.cliprange.clip.list.CutListRepository;
import dev.cliprange.web.Pruning;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Deletes operations that are too old to be undone, and the rows of clips and cut lists that were deleted before the
 * oldest operation in the log, which no undo can restore.
 */
@Component
public class CutLogPruning extends Pruning {

    private final CutLogRepository cutLog;
    private final CutListRepository lists;
    private final Duration kept;
    private final Clock clock;

    CutLogPruning(CutLogRepository cutLog, CutListRepository lists, ClipProperties properties, Clock clock) {
        super("operations");
        this.cutLog = cutLog;
        this.lists = lists;
        this.kept = properties.operationsKept();
        this.clock = clock;
    }

    @Override
    public Mono<Void> prune() {
        Instant before = clock.instant().minus(kept);
        return pages(cutLog.pruneOperations(before), CutLogRepository.OPERATIONS_AT_ONCE)
                .then(pages(cutLog.pruneClips(before), CutLogRepository.CLIPS_AT_ONCE))
                .then(pages(lists.prune(before), CutListRepository.PRUNED_AT_ONCE));
    }
}
