package dev.cliprange.codec;

/** The kinds of tracks that are read. A clip as one file has video and audio, and its streams have text too. */
public enum TrackKind {
    VIDEO,
    AUDIO,
    TEXT
}
