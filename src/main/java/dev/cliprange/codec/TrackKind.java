package dev.cliprange.codec;

/** The kinds of tracks that a clip can have. */
public enum TrackKind {
    VIDEO,
    AUDIO
}
