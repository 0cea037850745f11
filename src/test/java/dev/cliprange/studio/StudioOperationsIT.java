package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.NpmPackage;
import dev.cliprange.testing.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page of operations in Chromium, on the server that all tests share. */
class StudioOperationsIT {

    private static final String HOSTILE = "<img src=x onerror=\"document.title='hacked'\"><script>alert(1)</script>";
    private static final Origin ORIGIN = Origin.shared();

    private static Chromium browser;
    private static StudioPage page;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        page = new StudioPage(browser, ORIGIN);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void begin() {
        browser.show(1280, 800, false);
        page.signOut();
        browser.complaints();
    }

    @Test
    void playedClip_isInTheFigures_andAJobIsCancelledAndRunAgainByKeys() throws IOException, SQLException {
        JsonNode source = ORIGIN.source(MediaMatrix.entry("avc-2997").file());
        String path = "/api/sources/" + source.path("id").asString();
        // Other classes cut this source, too.
        ORIGIN.client().post(path + "/cut-lists", Map.of("name", "operations")).expect(201);
        JsonNode clip = ORIGIN.client()
                .post(path + "/clips", Map.of("start", 0, "end", 1, "cutList", "operations"))
                .expect(201);
        UUID job = openJob(UUID.fromString(source.path("id").asString()));
        page.open("?page=operations");
        page.signIn();
        page.until("document.querySelectorAll('.chart')[1]?.textContent.includes('Responses:')");
        ORIGIN.client().play(clip.path("streamUrl").asString());
        page.until("/p50 \\d+ ms/.test(document.querySelectorAll('.chart-value')[1].textContent)");
        page.until("/^\\d+\\.\\d\\d$/.test(document.querySelectorAll('.chart-value')[4].textContent)");

        // The newest job is the first one.
        page.until("document.querySelector('.job .problem')?.textContent.endsWith(' (source-unreadable)')");
        assertThat(browser.evaluate("document.querySelector('.job .problem').textContent")
                        .asString())
                .isEqualTo(HOSTILE + " (source-unreadable)");
        browser.evaluate("(document.querySelector('select[name=state]').focus(), true)");
        browser.press("Tab", "Tab");
        page.until("document.activeElement.textContent === 'Cancel'");
        browser.press("Enter");
        page.until("document.activeElement.textContent === 'Retry'");
        assertThat(ORIGIN.client()
                        .get("/api/jobs/" + job)
                        .expect(200)
                        .path("state")
                        .asString())
                .isEqualTo("cancelled");
        browser.press("Enter");
        page.until("document.activeElement.textContent === 'Cancel'");

        // A change by another client appears, and a row that leaves the list leaves the focus to its heading.
        ORIGIN.client().post("/api/jobs/" + job + "/cancel", Map.of()).expect(200);
        page.until("document.activeElement.textContent === 'Retry'");
        page.until("document.querySelector('.job').dataset.state === 'cancelled'");
        page.select("state", "queued");
        page.until("document.activeElement.id === 'jobs-title'");
        page.select("state", "");
        page.until("document.querySelector('.job')?.dataset.state === 'cancelled'");

        new NpmPackage("axe-core", "4.14.1", Path.of("target", "axe")).installed();
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 360}) {
                browser.show(width, width == 360 ? 740 : 1000, dark);
                page.check("operations-" + (width == 360 ? "narrow" : "wide") + (dark ? "-dark" : "-light"));
            }
        }
        assertThat(browser.evaluate("document.title").asString()).isEqualTo("Operations – Cliprange studio");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void keyWithoutTheRoleAdmin_seesTheJobsOnly() {
        JsonNode key = ORIGIN.client()
                .post("/api/admin/keys", Map.of("name", "reader", "role", "read"))
                .expect(201);
        page.open("?page=operations");
        page.signIn(key.path("key").asString());
        page.until("document.querySelector('cr-operations .problem')?.textContent.includes('role admin')");
        page.until("document.querySelector('.job') || !document.querySelector('.jobs .empty').hidden");

        assertThat(browser.evaluate("document.querySelector('.chart-value').textContent")
                        .asString())
                .isEqualTo("–");
        assertThat(browser.complaints()).isNotEmpty().allMatch(it -> it.contains("403"));
        page.signOut();
        ORIGIN.client().delete("/api/admin/keys/" + key.path("id").asString()).expect(204);
    }

    /** A job of a kind that no worker of this release has, so it stays open. */
    private static UUID openJob(UUID source) throws SQLException {
        UUID job = UUID.randomUUID();
        try (Connection database = ORIGIN.bean(DataSource.class).getConnection();
                PreparedStatement insert = database.prepareStatement(
                        "INSERT INTO job (id, source_id, kind, progress, attempt, problem_code, problem_text)"
                                + " VALUES (?, ?, 'waveform', 41, 2, 'source-unreadable', ?)")) {
            insert.setObject(1, job);
            insert.setObject(2, source);
            insert.setString(3, HOSTILE);
            insert.execute();
        }
        return job;
    }
}
