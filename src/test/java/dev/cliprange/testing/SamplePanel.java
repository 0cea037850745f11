package dev.cliprange.testing;

import dev.cliprange.timeline.FrameRate;
import java.util.Arrays;
import java.util.Locale;

/**
 * The lower half of the sample: the frame's number, its time, and a dial that goes round once a second and flashes
 * with the beep. Drawn as luma only; the caller adds grey.
 */
final class SamplePanel {

    static final int WIDTH = 1920;
    static final int HEIGHT = 540;

    private static final byte DARK = 32;
    private static final byte FAINT = 72;
    private static final byte BRIGHT = (byte) 235;
    private static final int BLOCK = 18;
    private static final int TEXT_LEFT = 96;
    private static final int FIRST_LINE = 108;
    private static final int SECOND_LINE = 306;
    private static final int DIAL_RADIUS = 162;
    private static final int DIAL_WIDTH = 2 * DIAL_RADIUS + 1;
    private static final int DIAL_X = WIDTH - 96 - DIAL_WIDTH;
    private static final int DIAL_Y = HEIGHT / 2 - DIAL_RADIUS;
    private static final float[] DIAL = angles();
    private static final long US_PER_SECOND = 1_000_000;

    private final FrameRate rate;
    private final byte[] luma = new byte[WIDTH * HEIGHT];

    SamplePanel(FrameRate rate) {
        this.rate = rate;
    }

    /** The luma of each pixel, row by row; the same array on each call, drawn anew. */
    byte[] draw(int frame) {
        Arrays.fill(luma, DARK);
        long us = rate.frameUs(frame);
        text(String.format(Locale.ROOT, "FRAME %06d", frame), FIRST_LINE);
        long seconds = us / US_PER_SECOND;
        text(
                String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d.%03d",
                        seconds / 3600,
                        seconds / 60 % 60,
                        seconds % 60,
                        us % US_PER_SECOND / 1000),
                SECOND_LINE);
        dial((double) (us % US_PER_SECOND) / US_PER_SECOND);
        return luma;
    }

    private void text(String line, int top) {
        for (int i = 0; i < line.length(); i++) {
            int left = TEXT_LEFT + i * (PixelFont.COLUMNS + 1) * BLOCK;
            for (int row = 0; row < PixelFont.ROWS; row++) {
                for (int column = 0; column < PixelFont.COLUMNS; column++) {
                    if (PixelFont.isSet(line.charAt(i), column, row)) {
                        block(left + column * BLOCK, top + row * BLOCK);
                    }
                }
            }
        }
    }

    private void block(int left, int top) {
        for (int y = top; y < top + BLOCK; y++) {
            Arrays.fill(luma, y * WIDTH + left, y * WIDTH + left + BLOCK, BRIGHT);
        }
    }

    /** @param turn 0 at the whole second, below 1 */
    private void dial(double turn) {
        boolean flash = turn < SampleSource.BEEP_SECONDS;
        for (int i = 0; i < DIAL.length; i++) {
            if (DIAL[i] <= 1) {
                int at = (DIAL_Y + i / DIAL_WIDTH) * WIDTH + DIAL_X + i % DIAL_WIDTH;
                luma[at] = flash || DIAL[i] < turn ? BRIGHT : FAINT;
            }
        }
    }

    /** For each pixel of a square: how far round the dial it is, 0 to 1 clockwise from the top; 2 outside of it. */
    private static float[] angles() {
        var angles = new float[DIAL_WIDTH * DIAL_WIDTH];
        for (int i = 0; i < angles.length; i++) {
            int x = i % DIAL_WIDTH - DIAL_RADIUS;
            int y = i / DIAL_WIDTH - DIAL_RADIUS;
            boolean inside = x * x + y * y <= DIAL_RADIUS * DIAL_RADIUS;
            angles[i] = inside ? (float) (Math.atan2(-x, y) / (2 * Math.PI) + 0.5) : 2;
        }
        return angles;
    }
}
