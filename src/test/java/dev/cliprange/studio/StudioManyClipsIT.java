package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.LongSource;
import dev.cliprange.testing.Origin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ten thousand clips on a source of ten hours, in Chromium, by its own trace. */
@EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
class StudioManyClipsIT {

    private static final Origin ORIGIN = Origin.shared();
    private static final int CLIPS = 10_000;
    private static final int FRAMES = 10 * 3600 * 2;
    private static final int LEAST_FRAMES_PER_SECOND = 50;
    private static final long LARGEST_HEAP_BYTES = 150_000_000;
    private static final int EVENTS_PER_SECOND = 500;
    /** A frame that comes later stops what moves. */
    private static final double LONGEST_STALL_MS = 100;
    /**
     * Pans and zooms in turn, by one event of the wheel for each frame of the screen, and returns to the start. As those of a real
     * wheel, the events come before the page draws the frame.
     */
    private static final String PAN_AND_ZOOM = """
        new Promise(done => {
          const canvas = document.querySelector('cr-timeline canvas');
          const box = canvas.getBoundingClientRect();
          let turns = 0;
          const turn = () => {
            const phase = Math.floor(turns / 60) % 4;
            canvas.dispatchEvent(new WheelEvent('wheel', {
              deltaY: [-15, 40, 15, -40][phase], ctrlKey: phase % 2 === 0, cancelable: true,
              clientX: box.left + box.width / 3, clientY: box.top + 60,
            }));
            if (++turns < 480) requestAnimationFrame(() => setTimeout(turn, 0));
            else done(true);
          };
          turn();
        })\
        """;

    private static Chromium browser;
    private static StudioPage page;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        page = new StudioPage(browser, ORIGIN);
        browser.show(1280, 800, false);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void tenThousandClips_moveSmoothly_alsoWithFiveHundredEventsPerSecond(TestReporter reporter) {
        JsonNode source = ORIGIN.source(LongSource.sparse(Duration.ofHours(10)));
        String id = source.path("id").asString();
        var cuts = IntStream.range(1, CLIPS)
                .mapToObj(i -> Map.of("frame", (int) ((long) i * FRAMES / CLIPS)))
                .toList();
        ORIGIN.client()
                .post("/api/sources/" + id + "/clips:partition", Map.of("cuts", cuts))
                .expect(200);
        page.open("?source=" + id);
        page.signIn();
        page.until("document.querySelector('cr-timeline')?.store.state.clips.length === " + CLIPS);
        page.until("document.querySelector('cr-room').feed.opened && document.querySelector('cr-player').frame === 0");
        browser.evaluate(PAN_AND_ZOOM);

        Movement alone = moved();
        long heap = browser.heapBytes();
        browser.evaluate("(() => { window.seen = 0; document.querySelector('cr-room').feed.addEventListener('event',"
                + " () => window.seen++); return true; })()");
        var ended = new AtomicBoolean();
        CompletableFuture<Long> sending = CompletableFuture.supplyAsync(() -> send(UUID.fromString(id), ended));
        Movement withEvents;
        try {
            page.until("window.seen > " + EVENTS_PER_SECOND);
            withEvents = moved();
        } finally {
            ended.set(true);
        }
        long sent = sending.join();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> browser.evaluate("window.seen").asLong() >= sent);
        long heapAfter = browser.heapBytes();
        browser.screenshot(StudioPage.SCREENSHOTS.resolve("many-clips.png"));
        reporter.publishEntry(Map.of(
                "moving", alone.toString(),
                "moving with events", withEvents.toString(),
                "heap", heap / 1_000_000 + " MB",
                "heap after the events", heapAfter / 1_000_000 + " MB",
                "events", String.valueOf(sent)));

        assertThat(alone.framesPerSecond()).isGreaterThanOrEqualTo(LEAST_FRAMES_PER_SECOND);
        assertThat(withEvents.framesPerSecond()).isGreaterThanOrEqualTo(LEAST_FRAMES_PER_SECOND);
        assertThat(withEvents.longestMs()).isLessThanOrEqualTo(LONGEST_STALL_MS);
        assertThat(Math.max(heap, heapAfter)).isLessThanOrEqualTo(LARGEST_HEAP_BYTES);
        assertThat(browser.complaints()).isEmpty();
    }

    /** @param longestMs the longest time between two frames */
    private record Movement(double framesPerSecond, double longestMs) {

        @Override
        public String toString() {
            return "%.1f frames/s, at most %.0f ms between two".formatted(framesPerSecond, longestMs);
        }
    }

    /** Moves the timeline, and reads from the trace when Chromium has drawn. */
    private static Movement moved() {
        List<JsonNode> events =
                browser.trace(List.of("disabled-by-default-devtools.timeline.frame", "devtools.timeline.frame"), () -> {
                    browser.evaluate(PAN_AND_ZOOM);
                });
        double[] drawn = events.stream()
                .filter(event -> event.path("name").asString().equals("DrawFrame"))
                .mapToDouble(event -> event.path("ts").asDouble() / 1000)
                .sorted()
                .toArray();
        assertThat(drawn.length).as("frames in %s events", events.size()).isGreaterThan(100);
        double longest = IntStream.range(1, drawn.length)
                .mapToDouble(i -> drawn[i] - drawn[i - 1])
                .max()
                .orElseThrow();
        return new Movement((drawn.length - 1) * 1000 / (drawn[drawn.length - 1] - drawn[0]), longest);
    }

    /** Writes events into the feed until told to end: four fifths about a job, the others about two clips each. */
    private static long send(UUID source, AtomicBoolean ended) {
        List<String> clips = ORIGIN.client()
                .get("/api/sources/" + source + "/clips?limit=500")
                .expect(200)
                .path("items")
                .valueStream()
                .map(clip -> clip.path("id").asString())
                .toList();
        UUID job = UUID.randomUUID();
        long sent = 0;
        long begin = System.nanoTime();
        try (Connection database = ORIGIN.bean(DataSource.class).getConnection();
                PreparedStatement announce = database.prepareStatement("SELECT announce(?, ?, ?::jsonb)")) {
            database.setAutoCommit(false);
            while (!ended.get()) {
                for (int i = 0; i < 10; i++) {
                    int number = (int) sent++;
                    Map<String, Object> data = i < 8
                            ? Map.of("jobId", job, "kind", "waveform", "state", "running", "progress", number % 100)
                            : Map.of(
                                    "cutListId",
                                    source,
                                    "operationId",
                                    UUID.randomUUID(),
                                    "kind",
                                    "move-end",
                                    "undone",
                                    false,
                                    "clipCount",
                                    2,
                                    "clipIds",
                                    List.of(clips.get(number % 499), clips.get(number % 499 + 1)));
                    announce.setString(1, i < 8 ? "job-changed" : "clips-changed");
                    announce.setObject(2, source);
                    announce.setString(3, JsonMapper.shared().writeValueAsString(data));
                    announce.execute();
                }
                database.commit();
                long due = begin + sent * 1_000_000_000 / EVENTS_PER_SECOND;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
            return sent;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
