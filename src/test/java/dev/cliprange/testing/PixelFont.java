package dev.cliprange.testing;

import java.util.Map;

/** Digits and a few letters as 5 by 7 blocks: what can be drawn on a machine without a single font. */
final class PixelFont {

    static final int COLUMNS = 5;
    static final int ROWS = 7;

    /** Seven rows of five bits each, the left block highest. */
    private static final Map<Character, int[]> GLYPHS = Map.ofEntries(
            Map.entry(' ', new int[] {0, 0, 0, 0, 0, 0, 0}),
            Map.entry('.', new int[] {0, 0, 0, 0, 0, 0b01100, 0b01100}),
            Map.entry(':', new int[] {0, 0b01100, 0b01100, 0, 0b01100, 0b01100, 0}),
            Map.entry('0', new int[] {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110}),
            Map.entry('1', new int[] {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110}),
            Map.entry('2', new int[] {0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111}),
            Map.entry('3', new int[] {0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110}),
            Map.entry('4', new int[] {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010}),
            Map.entry('5', new int[] {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110}),
            Map.entry('6', new int[] {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110}),
            Map.entry('7', new int[] {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000}),
            Map.entry('8', new int[] {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110}),
            Map.entry('9', new int[] {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100}),
            Map.entry('A', new int[] {0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001}),
            Map.entry('E', new int[] {0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111}),
            Map.entry('F', new int[] {0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000}),
            Map.entry('M', new int[] {0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001}),
            Map.entry('R', new int[] {0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001}));

    private PixelFont() {}

    /** @throws IllegalArgumentException if the font has no such letter */
    static boolean isSet(char letter, int column, int row) {
        int[] glyph = GLYPHS.get(letter);
        if (glyph == null) {
            throw new IllegalArgumentException("letter: " + letter + " (expected: one of " + GLYPHS.keySet() + ")");
        }
        return (glyph[row] >> (COLUMNS - 1 - column) & 1) == 1;
    }
}
