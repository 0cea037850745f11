package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.JsonNode;

/**
 * Cut operations from many sides at once, on three cut lists of one source and on two other sources: whatever comes, the
 * clips of a list stay a partition of the source, the log says how it came so, and undoing leads back. jqwik draws the operations and prints the seed ({@code @Property(seed = "...")} draws
 * them again); what breaks the property is shrunk, as far as threads do alike twice.
 */
class CutPropertiesIT {

    private static final int THREADS = 8;
    private static final int TRIES = 10;
    /** Of each thread in each try at most; jqwik draws a shorter list now and then. More than 10,000 in all, or 150. */
    private static final int STEPS = Boolean.getBoolean("cliprange.full") ? 140 : 2;

    private static final List<String> FILES = List.of("avc-2997", "avc-60", "avc-timescale-1000");

    private static final AtomicInteger SENT = new AtomicInteger();
    private static final AtomicInteger DONE = new AtomicInteger();
    private static Origin origin = Origin.shared();
    private static List<CutSource> sources = List.of();

    @BeforeContainer
    static void start() {
        origin = Origin.start(Map.of());
        JsonNode first = origin.source(MediaMatrix.entry(FILES.getFirst()).file());
        String lists = "/api/sources/" + first.path("id").asString() + "/cut-lists";
        JsonNode other = origin.client().post(lists, Map.of("name", "by id")).expect(201);
        origin.client().post(lists, Map.of("name", "by-name")).expect(201);
        sources = Stream.concat(
                        Stream.of("", other.path("id").asString(), "by-name")
                                .map(list -> new CutSource(origin.client(), first, list)),
                        FILES.stream()
                                .skip(1)
                                .map(file -> new CutSource(
                                        origin.client(),
                                        origin.source(MediaMatrix.entry(file).file()))))
                .toList();
    }

    @AfterContainer
    static void stop() {
        System.getLogger("figures")
                .log(System.Logger.Level.INFO, "cut operations: {0} sent, {1} done", SENT.get(), DONE.get());
        origin.close();
        assertThat(DONE.get()).isGreaterThan(SENT.get() / 10);
    }

    /** What each thread does, one after the other. */
    @Provide
    Arbitrary<List<List<CutStep>>> crowds() {
        Arbitrary<CutStep.Kind> kinds = Arbitraries.frequency(
                Tuple.of(4, CutStep.Kind.SPLIT),
                Tuple.of(2, CutStep.Kind.MERGE),
                Tuple.of(3, CutStep.Kind.MOVE_END),
                Tuple.of(1, CutStep.Kind.PARTITION));
        Arbitrary<Integer> shares =
                Arbitraries.integers().between(0, CutStep.WHOLE - 1).withDistribution(RandomDistribution.uniform());
        Arbitrary<CutStep> steps = Combinators.combine(kinds, shares, shares).as(CutStep::new);
        return full(full(steps.list(), STEPS).list(), THREADS);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void operations_randomFromEightThreads_keepEveryInvariantAndUndoToTheStart(
            @ForAll("crowds") List<List<CutStep>> crowd) {
        List<String> begin =
                sources.stream().map(source -> source.partition(1, 2)).toList();
        List<List<JsonNode>> start = sources.stream().map(CutSource::clips).toList();

        List<Integer> done =
                Concurrently.all(IntStream.range(0, crowd.size()).boxed().toList(), thread -> {
                    List<CutStep> steps = crowd.get(thread);
                    return (int) steps.stream().filter(CutPropertiesIT::holds).count();
                });

        int logged = 0;
        for (int i = 0; i < sources.size(); i++) {
            CutSource source = sources.get(i);
            logged += source.operationsSince(begin.get(i)).size();
            source.assertLogged(begin.get(i), start.get(i));
            source.undoAllSince(begin.get(i));
            assertThat(CutSource.what(source.clips())).isEqualTo(CutSource.what(start.get(i)));
        }
        assertThat(logged).isEqualTo(done.stream().mapToInt(it -> it).sum());
        SENT.addAndGet(crowd.stream().mapToInt(List::size).sum());
        DONE.addAndGet(logged);
    }

    /** Whether it was done; refused as the contract says, or done, it leaves no gap. */
    private static boolean holds(CutStep step) {
        CutSource source = sources.get(step.clip() % sources.size());
        var answer = step.on(source);
        assertThat(answer.status()).as(String.valueOf(answer.body())).isIn(200, 404, 409, 422);
        source.assertCovered();
        return answer.status() == 200;
    }

    /** Drawn at their full size, and yet shrunk to smaller ones. */
    private static <T> Arbitrary<List<T>> full(ListArbitrary<T> lists, int size) {
        return lists.ofMaxSize(size).withSizeDistribution((genSize, min, max, center) -> random -> max);
    }
}
