package dev.cliprange.mp4;

/** The tracks that a clip has. */
public enum TrackKind {
    VIDEO,
    AUDIO
}
