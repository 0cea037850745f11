package dev.cliprange.storage.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.work.SourceWork.Part;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceWorkTest {

    private static final String ID = "5f0c2a44-1111-4222-8333-0123456789ab";

    @ParameterizedTest
    @CsvSource({
        "sources/%s/media/j/2/media.mp4, MEDIA, j/2/media.mp4",
        "sources/%s/index/g2-a-b/pages, INDEX, g2-a-b/pages",
        "sources/%s/posters/a, POSTERS, a",
        "index/%s/d/pages, INDEX, d/pages",
        "boundary/%s/v/d, EDGES, v/d",
    })
    void owner_isReadFromTheKey(String key, Part part, String name) {
        WorkObject object = object(key.formatted(ID));

        assertThat(SourceWork.ownerOf(object))
                .contains(new SourceWork.Owned(object, UUID.fromString(ID), Optional.of(part), name));
    }

    @Test
    void partOfALaterRelease_isUnknown() {
        WorkObject object = object("sources/" + ID + "/rungs/x");

        assertThat(SourceWork.ownerOf(object))
                .contains(new SourceWork.Owned(object, UUID.fromString(ID), Optional.empty(), "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sources/x/media/a",
                "sources/%s",
                "sources/%s/media",
                "media/%s/a",
                "x/sources/%s/media/a",
                "uploads/%s/a",
                "sources/%s/media/a b"
            })
    void otherKey_hasNoOwner(String key) {
        assertThat(SourceWork.ownerOf(object(key.formatted(ID)))).isEmpty();
    }

    private static WorkObject object(String key) {
        return new WorkObject(key, 1, Instant.EPOCH);
    }
}
