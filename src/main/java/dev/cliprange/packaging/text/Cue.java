package dev.cliprange.packaging.text;

/**
 * A text that is shown for a time.
 *
 * @param startUs the first microsecond
 * @param endUs the first microsecond after it
 * @param settings of WebVTT, for example {@code line:0}; empty for none
 * @param text of WebVTT: escaped, without empty lines
 */
public record Cue(long startUs, long endUs, String settings, String text) {

    /** Returns this cue with another end. */
    Cue until(long newEndUs) {
        return new Cue(startUs, newEndUs, settings, text);
    }

    /** Whether another cue continues this one, as if a track had divided it. */
    boolean isContinuedBy(Cue next) {
        return endUs == next.startUs && settings.equals(next.settings) && text.equals(next.text);
    }
}
