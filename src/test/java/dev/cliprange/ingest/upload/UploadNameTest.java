package dev.cliprange.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.location.S3Location;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadNameTest {

    @ParameterizedTest
    @CsvSource({
        "harbour.mp4, harbour.mp4",
        "Harbour at dawn (1).MP4, Harbour_at_dawn_1_.MP4",
        "../../etc/passwd, passwd",
        "C:\\films\\a.mov, a.mov",
        "été.mkv, t_.mkv",
        "'...', file",
        "'..', file",
        "'a/', file",
        "a..b, a.b",
        ".hidden, hidden"
    })
    void cleaned_name_isPlain(String name, String expected) {
        assertThat(UploadName.cleaned(name)).isEqualTo(expected);
    }

    @Test
    void cleaned_longName_keepsTheExtension() {
        assertThat(UploadName.cleaned("a".repeat(250) + ".Mp4")).hasSize(100).endsWith("aaa.mp4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.mp4", "../x", "%2e%2e", "日本.mp4", " ", "a\u0000b", "?x=1#y"})
    void key_anyName_isAKeyOfThisUpload(String name) {
        UUID id = UUID.randomUUID();

        String key = UploadName.key(id, name);

        assertThat(new S3Location("cliprange", key).key()).isEqualTo(key);
        assertThat(UploadName.isOfUpload(key)).isTrue();
        assertThat(UploadName.idOf(key)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uploads/films/a.mp4",
                "uploads/",
                "uploads/a.mp4",
                "other/6ba7b810-9dad-11d1-80b4-00c04fd430c8/a"
            })
    void isOfUpload_keysOfOtherPrograms_areNot(String key) {
        assertThat(UploadName.isOfUpload(key)).isFalse();
    }
}
