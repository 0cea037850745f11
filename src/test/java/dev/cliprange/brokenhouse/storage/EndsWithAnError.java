package dev.cliprange.brokenhouse.storage;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

record EndsWithAnError(Flux<String> read) {
    Flux<String> untilClosed() {
        return read.takeUntilOther(Mono.error(new IllegalStateException("closed")));
    }
}
