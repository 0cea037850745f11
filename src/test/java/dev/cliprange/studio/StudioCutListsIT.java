package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.timeline.FrameRate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The cut lists of a source in the studio. */
class StudioCutListsIT {

    private static final Origin ORIGIN = Origin.shared();

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
    void cutLists_areChosenAndCutApart_andADeletedOneIsRestored() {
        Origin.storage()
                .put(
                        "studio/lists.mp4",
                        NumberedVideo.avc(new FrameRate(30_000, 1001), 150, 30).file());
        JsonNode film = ORIGIN.client().readySource("s3://" + Origin.storage().bucket() + "/studio/lists.mp4");
        ORIGIN.client()
                .post("/api/sources/" + id(film) + "/clips:partition", Map.of("cuts", List.of(Map.of("frame", 40))))
                .expect(200);
        String lists = "/api/sources/" + id(film) + "/cut-lists";
        page.open("?source=" + id(film));
        page.signIn();
        page.untilFrame(0);
        page.untilClips(2);

        // A new list is empty, and what is cut in it leaves the other one as it is.
        page.press("New list");
        page.until("document.activeElement.name === 'name'");
        browser.type("Highlights");
        browser.press("Enter");
        page.until("!document.querySelector('dialog')");
        page.untilClips(0);
        page.goTo(95);
        browser.press("s");
        page.untilClips(2);
        String list = ORIGIN.client().get(lists).expect(200).at("/items/1/id").asString();
        assertThat(starts(film, list)).containsExactly(0, 95);
        assertThat(starts(film, "main")).containsExactly(0, 40);

        // A reload keeps the list. Undo works in the list that is shown.
        page.until("location.search.includes('list=" + list + "')");
        page.open(browser.evaluate("location.search").asString());
        page.untilFrame(95);
        page.untilClips(2);
        page.until("document.querySelector('select[name=cutList]').selectedOptions[0].textContent === 'Highlights'");
        page.select("cutList", id(film));
        page.until("document.querySelectorAll('.clip-row')[1]?.textContent.includes('00:00:01;10')");
        browser.press("Control+z");
        page.untilClips(0);
        assertThat(starts(film, "main")).isEmpty();
        page.select("cutList", list);
        page.untilClips(2);
        assertThat(starts(film, list)).containsExactly(0, 95);

        // A name that is taken stays in the dialog.
        page.press("Rename list");
        page.until("document.activeElement.name === 'name'");
        browser.type("main");
        browser.press("Enter");
        page.until("document.querySelector('dialog .problem').textContent !== ''");
        browser.evaluate("(document.querySelector('dialog input').select(), true)");
        browser.type("Best of");
        browser.press("Enter");
        page.until("!document.querySelector('dialog')");
        page.until("document.querySelector('select[name=cutList]').selectedOptions[0].textContent === 'Best of'");

        page.press("Delete list");
        page.until("document.querySelector('select[name=cutList]').value === '" + id(film) + "'");
        page.until("[...document.querySelectorAll('.message button')].some(it => it.textContent === 'Undo')");
        assertThat(ORIGIN.client().get(lists).expect(200).path("items")).hasSize(1);
        browser.evaluate("([...document.querySelectorAll('.message button')].find(it => it.textContent === 'Undo')"
                + ".click(), true)");
        page.until("document.querySelector('select[name=cutList]').value === '" + list + "'");
        page.untilClips(2);

        // Another client deletes it.
        ORIGIN.client().delete(lists + "/" + list).expect(204);
        page.until("document.querySelector('.message.error')?.textContent.includes('deleted the cut list “Best of”')");
        page.until("document.querySelector('select[name=cutList]').value === '" + id(film) + "'");
        page.untilClips(0);
    }

    private static List<Integer> starts(JsonNode film, String list) {
        return ORIGIN.client()
                .get("/api/sources/" + id(film) + "/clips?cutList=" + list)
                .expect(200)
                .path("items")
                .valueStream()
                .map(clip -> clip.path("startFrame").asInt())
                .toList();
    }

    private static String id(JsonNode film) {
        return film.path("id").asString();
    }
}
