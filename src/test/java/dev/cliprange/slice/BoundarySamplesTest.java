package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.movie.Track;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.timeline.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of samples that a clip has but does not show, where it matters to players. */
class BoundarySamplesTest {

    private static final int FRAMES = 40;
    private static final int PACKETS = 40;
    private static final int MEDIA_BYTES = 4096;
    private static final long FRAME_US = 40_000;

    @TempDir
    private Path folder;

    /** Decoded 0 4 2 1 3 8 6 5 7 …: Chromium took the time of picture 8 for the length of a clip that ends with picture 5. */
    @Test
    void clip_endingBetweenReorderedPictures_hasNoTimeBehindItsEnd() throws IOException {
        Track video = clip(5, 6).getFirst();

        long editTicks = 1000;
        assertThat(presentationTicks(video)).contains(0L).allMatch(ticks -> ticks <= editTicks + 2);
        assertThat(presentationTicks(video).stream().filter(ticks -> ticks >= 0 && ticks < editTicks))
                .containsExactly(0L);
        assertThat(presentationTicks(video)).doesNotHaveDuplicates();
    }

    /** Found in a file whose first packet of 1,024 samples lasts 2,964: the sound behind it came 1,940 samples late. */
    @Test
    void clip_beginningInAGapOfTheSound_beginsWithTheNextPacket() throws IOException {
        Mp4Facts.Track audio = facts(1, 20).tracks().getLast();

        // Frame 1 is at 1,920 of 48,000 ticks a second, the second packet at 2,964, in a movie of 1,200,000 ticks.
        assertThat(audio.edits()).hasSize(2);
        assertThat(audio.edits().getFirst().mediaTimeTicks()).isEqualTo(-1);
        assertThat(audio.edits().getFirst().durationTicks() * 48_000 / 1_200_000)
                .isEqualTo(2964 - 1920);
        assertThat(audio.edits().getLast().mediaTimeTicks()).isEqualTo(1024);
    }

    /** Found with Opus and MP3 alone in a file: clips that began near a page's start began without what decoders need. */
    @Test
    void clip_ofSoundAloneBeginningWithAPage_hasItsPreroll() throws IOException {
        var writer = new BoxWriter();
        int media = media(writer);
        new CraftedMovie().packets(48_000, tables -> packets(tables, media)).write(writer);
        SourceFile source = SourceFile.index(Files.write(folder.resolve("sound.mp4"), writer.toByteArray()), 200_000);
        long startUs = source.directory().pages().get(1).startUs();

        ByteLayout layout = source.plan(new TimeRange(startUs, startUs + 200_000));

        byte[] clip = source.bytes(layout, 0, layout.lengthBytes());
        Mp4Facts.Track audio = Mp4Facts.of(Files.write(folder.resolve("clip.mp4"), clip))
                .tracks()
                .getFirst();
        assertThat(audio.edits())
                .singleElement()
                .satisfies(edit -> assertThat(edit.mediaTimeTicks()).isEqualTo(1024));
    }

    private List<Track> clip(int fromFrame, int toFrame) throws IOException {
        return SourceFile.read(write(fromFrame, toFrame)).tracks();
    }

    private Mp4Facts facts(int fromFrame, int toFrame) throws IOException {
        return Mp4Facts.of(write(fromFrame, toFrame));
    }

    private Path write(int fromFrame, int toFrame) throws IOException {
        Path file = folder.resolve("source.mp4");
        var writer = new BoxWriter();
        int media = media(writer);
        new CraftedMovie()
                .video(25_000, tables -> pictures(tables, media))
                .packets(48_000, tables -> packets(tables, media))
                .write(writer);
        Files.write(file, writer.toByteArray());
        SourceFile source = SourceFile.index(file, 60_000_000);
        ByteLayout layout = source.plan(new TimeRange(fromFrame * FRAME_US, toFrame * FRAME_US));
        return Files.write(folder.resolve("clip.mp4"), source.bytes(layout, 0, layout.lengthBytes()));
    }

    /** Returns where the media is. */
    private static int media(BoxWriter writer) {
        CraftedMovie.fileType(writer);
        int mdat = writer.open(FourCc.of("mdat"));
        int media = writer.length();
        writer.zeros(MEDIA_BYTES);
        writer.close(mdat);
        return media;
    }

    private static void pictures(BoxWriter writer, int media) {
        CraftedMovie.table(writer, "stts", 2, FRAMES, 1000);
        int ctts = writer.open(FourCc.of("ctts"), 1, 0);
        writer.u32(FRAMES);
        for (int decoded = 0; decoded < FRAMES; decoded++) {
            // The first, then fours: the last of each four is decoded first, then the middle one, then the two others.
            int offset = decoded == 0 ? 0 : new int[] {3, 0, -2, -1}[(decoded - 1) % 4];
            writer.u32(1).u32(offset * 1000L & 0xFFFF_FFFFL);
        }
        writer.close(ctts);
        CraftedMovie.table(writer, "stss", 1, 1);
        CraftedMovie.table(writer, "stsc", 3, 1, FRAMES, 1);
        CraftedMovie.constantSizes(writer, 20, FRAMES);
        CraftedMovie.table(writer, "stco", 1, media);
    }

    private static void packets(BoxWriter writer, int media) {
        CraftedMovie.table(writer, "stts", 2, 1, 2964, PACKETS - 1, 1024);
        CraftedMovie.table(writer, "stsc", 3, 1, PACKETS, 1);
        CraftedMovie.constantSizes(writer, 50, PACKETS);
        CraftedMovie.table(writer, "stco", 1, media + 1000);
    }

    private static List<Long> presentationTicks(Track track) {
        var ticks = new ArrayList<Long>();
        SampleCursor samples = track.samples();
        while (samples.advance()) {
            ticks.add(samples.decodeTicks()
                    + samples.compositionOffsetTicks()
                    + track.window().shiftTicks());
        }
        return ticks;
    }
}
