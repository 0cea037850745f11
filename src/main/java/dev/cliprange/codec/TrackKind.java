package dev.cliprange.codec;

/** The tracks that a clip has. */
public enum TrackKind {
    VIDEO,
    AUDIO
}
