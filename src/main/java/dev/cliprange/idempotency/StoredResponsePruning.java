package dev.cliprange.idempotency;

import dev.cliprange.web.Pruning;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Deletes expired responses. Each stored request deletes a few as well; this run also deletes them if no request
 * arrives.
 */
@Component
class StoredResponsePruning extends Pruning {

    static final int AT_ONCE = 1_000;

    private final StoredResponseRepository responses;

    StoredResponsePruning(StoredResponseRepository responses) {
        super("stored responses");
        this.responses = responses;
    }

    @Override
    public Mono<Void> prune() {
        return pages(responses.prune(AT_ONCE), AT_ONCE);
    }
}
