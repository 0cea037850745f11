package dev.cliprange.idempotency;

import dev.cliprange.web.Pruning;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Deletes the answers of calls that may no longer be sent again. Each call that is stored deletes a few as well; this run also
 * deletes them when no call comes.
 */
@Component
class StoredAnswerPruning extends Pruning {

    static final int AT_ONCE = 1_000;

    private final StoredAnswerRepository answers;

    StoredAnswerPruning(StoredAnswerRepository answers) {
        super("stored answers");
        this.answers = answers;
    }

    @Override
    public Mono<Void> prune() {
        return pages(answers.prune(AT_ONCE), AT_ONCE);
    }
}
