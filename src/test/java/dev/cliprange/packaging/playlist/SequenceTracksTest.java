package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.packaging.playlist.SequenceDescription.Part;
import dev.cliprange.timeline.Timescale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which tracks a sequence has. */
class SequenceTracksTest {

    @Test
    void of_clipsWithTheSameTracks_keepsAllOfThem() {
        assertThat(common(clip(avc("a")), clip(avc("b")), clip(avc("c"))).mergedVideo())
                .hasSize(1);
        StreamDescription ladder = SampleStreams.ladder();
        SequenceDescription sequence = common(ladder, ladder);
        assertThat(sequence.parts()).extracting(Part::stream).allSatisfy(stream -> {
            assertThat(stream.video()).isEqualTo(ladder.video());
            assertThat(stream.audio()).isEqualTo(ladder.audio());
            assertThat(stream.text()).isEqualTo(ladder.text());
        });
        assertThat(sequence.parts()).extracting(Part::folder).containsExactly("0/", "1/");
    }

    @Test
    void of_clipsThatDiffer_joinsThemThroughACommonRendition() {
        StreamDescription hevcFirst = clip(video("source", "hvc1.1.6.L93.B0"), video("720p", "avc1.64001f"));
        StreamDescription avcOnly = clip(video("source", "avc3.640028"));

        SequenceDescription sequence = common(hevcFirst, avcOnly);

        assertThat(sequence.parts().get(0).stream().video())
                .extracting(VideoRendition::id)
                .containsExactly("720p");
        assertThat(sequence.parts().get(1).stream().video())
                .extracting(VideoRendition::id)
                .containsExactly("source");
    }

    @Test
    void of_clipsWithMoreRenditionsThanOthers_hasThoseThatEachClipCanContinue() {
        SequenceDescription sequence =
                common(clip(avc("source"), avc("720p"), avc("480p")), clip(avc("source"), avc("480p")));

        assertThat(sequence.first().video()).extracting(VideoRendition::id).containsExactly("source", "720p");
        assertThat(common(clip(avc("a")), clip(avc("b"), avc("c"))).mergedVideo())
                .hasSize(1);
    }

    @Test
    void of_audioInSeveralLanguages_continuesEachLanguage() {
        StreamDescription first = audio(aac("1", "en"), aac("2", "de"), aac("3", null));
        StreamDescription second = audio(aac("1", null), aac("2", "de"), aac("3", "en"));

        SequenceDescription sequence = common(first, second, first);

        assertThat(sequence.parts().get(1).stream().audio())
                .extracting(AudioRendition::id)
                .containsExactly("3", "2", "1");
        assertThat(sequence.parts().get(2).stream().audio()).isEqualTo(first.audio());
        assertThat(common(second, audio(aac("7", "fr"))).parts())
                .extracting(part -> part.stream().audio().size())
                .containsExactly(1, 1);
    }

    @Test
    void of_textInSeveralLanguages_hasTheLanguagesOfEveryClip() {
        StreamDescription first = texts(text("1", "en"), text("2", "de"), text("3", "de"), text("4", null));
        StreamDescription second = texts(text("1", "de"), text("2", null), text("3", "sv"));

        SequenceDescription sequence = common(first, second);

        assertThat(sequence.parts().get(0).stream().text())
                .extracting(TextRendition::id)
                .containsExactly("2", "4");
        assertThat(sequence.parts().get(1).stream().text())
                .extracting(TextRendition::id)
                .containsExactly("1", "2");
        assertThat(common(first, clip(avc("a"))).first().text()).isEmpty();
    }

    @Test
    void of_clipsWithoutACommonCodec_namesThoseThatDifferFromMost() {
        assertThat(SequenceTracks.of(parts(clip(avc("a")), clip(hevc()), clip(avc("b")), clip(hevc()), clip(avc("c")))))
                .isEqualTo(new SequenceTracks.Mixed("video", "avc1", Map.of(1, Set.of("hvc1"), 3, Set.of("hvc1"))));
        assertThat(SequenceTracks.of(parts(clip(hevc()), clip(avc("a")))))
                .as("as many of each: the first one is expected")
                .isEqualTo(new SequenceTracks.Mixed("video", "hvc1", Map.of(1, Set.of("avc1"))));
    }

    @Test
    void of_clipsOfWhichSomeHaveNoSuchTrack_namesThem() {
        StreamDescription silent = clip(avc("a"));
        StreamDescription plain = new StreamDescription(List.of(avc("a")), List.of(aac("1", "en")));

        assertThat(SequenceTracks.of(parts(plain, silent, plain)))
                .isEqualTo(new SequenceTracks.Mixed("audio", "mp4a", Map.of(1, Set.of())));
        assertThat(SequenceTracks.of(parts(silent, silent))).isInstanceOf(SequenceTracks.Common.class);
        assertThat(SequenceTracks.of(parts(plain, audio(aac("1", "en")))))
                .isEqualTo(new SequenceTracks.Mixed("video", "avc1", Map.of(1, Set.of())));
    }

    @Test
    void file_ofAClip_hasOnePath() {
        assertThat(SequenceFile.parse("12", "video/source/1001.m4s"))
                .contains(new SequenceFile(
                        12, StreamFile.parse("video/source/1001.m4s").orElseThrow()));
        assertThat(SequenceFile.folder(12)).isEqualTo("12/");
        for (String folder : List.of("", "-1", "01", "1.", "x", "12345678", "copy")) {
            assertThat(SequenceFile.parse(folder, "video/source/1001.m4s"))
                    .as(folder)
                    .isEmpty();
        }
        assertThat(SequenceFile.parse("0", "video/source/01.m4s")).isEmpty();
    }

    private static SequenceDescription common(StreamDescription... clips) {
        return ((SequenceTracks.Common) SequenceTracks.of(parts(clips))).sequence();
    }

    private static List<Part> parts(StreamDescription... clips) {
        var parts = new ArrayList<Part>();
        for (StreamDescription clip : clips) {
            parts.add(new Part(SequenceFile.folder(parts.size()), clip));
        }
        return parts;
    }

    private static StreamDescription clip(VideoRendition... video) {
        return new StreamDescription(List.of(video), List.of());
    }

    private static StreamDescription texts(TextRendition... texts) {
        return new StreamDescription(false, 0, List.of(avc("a")), List.of(), List.of(texts), List.of());
    }

    private static TextRendition text(String id, @Nullable String language) {
        return new TextRendition(id, "Text", language, 100);
    }

    private static StreamDescription audio(AudioRendition... audio) {
        return new StreamDescription(List.of(), List.of(audio));
    }

    private static VideoRendition avc(String id) {
        return video(id, "avc1.64001f");
    }

    private static VideoRendition hevc() {
        return video("source", "hvc1.1.6.L93.B0");
    }

    private static VideoRendition video(String id, String codecs) {
        return new VideoRendition(id, codecs, 1280, 720, null, VideoRange.SDR, false, segments());
    }

    private static AudioRendition aac(String id, @Nullable String language) {
        return new AudioRendition(id, "mp4a.40.2", "Audio", language, 2, 48_000, segments());
    }

    private static SegmentList segments() {
        return new SegmentList(new Timescale(1000), List.of(new MediaSegment(0, 4000, 1)));
    }
}
