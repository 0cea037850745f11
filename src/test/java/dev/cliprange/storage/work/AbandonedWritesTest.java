package dev.cliprange.storage.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

class AbandonedWritesTest {

    private final AbandonedWrites writes = new AbandonedWrites();
    private final Sinks.Empty<Void> end = Sinks.empty();

    @Test
    void ended_waitsForAllWritesOfItsKeys_andForNoOther() {
        Sinks.Empty<Void> other = Sinks.empty();
        writes.until("a/x", end.asMono()).subscribe();
        writes.until("a/x", other.asMono()).subscribe();

        CompletableFuture<Void> ended = ended("a/");
        assertThat(ended("b/")).isDone();
        end.tryEmitEmpty();
        assertThat(ended).isNotDone();
        other.tryEmitEmpty();

        assertThat(ended).isCompleted();
        assertThat(ended("a/")).isCompleted();
    }

    @Test
    void ended_ofAWriteWhoseEndFails_completes() {
        writes.until("a/x", end.asMono()).onErrorComplete().subscribe();
        CompletableFuture<Void> ended = ended("a/");

        end.tryEmitError(new IllegalStateException("the storage is away"));

        assertThat(ended).isCompleted();
        assertThat(ended("a/")).isCompleted();
    }

    private CompletableFuture<Void> ended(String prefix) {
        return writes.ended(key -> key.startsWith(prefix)).toFuture();
    }
}
