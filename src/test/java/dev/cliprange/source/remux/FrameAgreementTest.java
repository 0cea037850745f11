package dev.cliprange.source.remux;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TextIndex;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.source.BuiltIndex;
import dev.cliprange.testing.FieldSources;
import dev.cliprange.timeline.FrameDirectory;
import dev.cliprange.timeline.FramePage;
import dev.cliprange.timeline.FrameTable;
import dev.cliprange.timeline.FrameTableWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A copy whose frames or keyframes are not those of its source is rejected. */
class FrameAgreementTest {

    private static final long PAGE_US = 1_000_000;
    private static final int A_FRAME = 40;

    private final SourceFile copy = SourceFile.index(FieldSources.file("stts-one-short.mp4"), PAGE_US);
    private final List<Long> timesUs = new ArrayList<>();
    private final Set<Long> keyframesUs = new HashSet<>();

    /** The source has the frames of the copy, until a test changes them. */
    FrameAgreementTest() {
        for (int frame = 0; frame < copy.directory().frames(); frame++) {
            IndexPage page = copy.page(copy.directory().pageOfFrame(frame));
            timesUs.add(page.frameUs(frame));
            keyframesUs.addAll(page.syncTimesUs());
        }
    }

    @Test
    void sameFrames_areAccepted() {
        assertThatCode(this::compare).doesNotThrowAnyException();
    }

    @Test
    void keyframeOnlyInTheSource_isRejected() {
        keyframesUs.add(timesUs.get(A_FRAME));

        assertRejected("Frame 40", "a keyframe in the source and not in its copy");
    }

    @Test
    void keyframeOnlyInTheCopy_isRejected() {
        keyframesUs.remove(timesUs.getFirst());

        assertRejected("Frame 0", "a keyframe only in the copy");
    }

    @Test
    void frameAtAnotherTime_isRejected_andARoundedOneIsNot() {
        timesUs.set(A_FRAME, timesUs.get(A_FRAME) + 12);
        assertThatCode(this::compare).doesNotThrowAnyException();

        timesUs.set(A_FRAME, timesUs.get(A_FRAME) + 1);
        assertRejected("Frame 40 is at ", " in its copy");
    }

    @Test
    void lostFrame_isRejected() {
        timesUs.add(timesUs.getLast() + 40_000);

        assertRejected("and the source has more");
    }

    @Test
    void additionalFrame_isRejected() {
        timesUs.removeLast();

        assertRejected("The source has " + timesUs.size() + " frames");
    }

    private void assertRejected(String... texts) {
        assertThatThrownBy(this::compare).isInstanceOf(FailureException.class).hasMessageContainingAll(texts);
    }

    private void compare() {
        var writer = new FrameTableWriter();
        timesUs.forEach(us -> writer.add(us, keyframesUs.contains(us)));
        FrameTable table = writer.finish(timesUs.getLast() + 40_000).orElseThrow();
        FrameDirectory directory = FrameDirectory.decode(table.directory());
        var agreement =
                new FrameAgreement(new BuiltIndex(copy.directory(), copy.pageBytes(), TextIndex.NONE, List.of()));
        for (int number = 0; number <= directory.pageOf(directory.frames() - 1); number++) {
            int offset = directory.offsetBytes(number);
            agreement.compare(FramePage.decode(
                    directory,
                    number,
                    Arrays.copyOfRange(table.pages(), offset, offset + directory.lengthBytes(number))));
        }
        agreement.end();
    }
}
