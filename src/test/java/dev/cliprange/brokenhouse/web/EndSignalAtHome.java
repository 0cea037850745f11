package dev.cliprange.brokenhouse.web;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

record EndSignalAtHome(Flux<String> read) {
    Flux<String> untilClosed() {
        return read.takeUntilOther(Mono.empty());
    }
}
