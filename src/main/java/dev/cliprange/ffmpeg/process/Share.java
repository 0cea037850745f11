package dev.cliprange.ffmpeg.process;

/**
 * The kind of work of a process. The permits are divided so that no kind of work can stop another.
 *
 * <p>The rule, with {@code n} permits: encodings and background work together get at most half of them (at least one).
 * The rest is for viewers only, so a viewer never waits for an encoding if {@code n} is 2 or more. Viewers may use
 * every permit. A free permit goes first to a share below its guarantee: if viewers have all permits, an encoding waits
 * only until one of their processes ends. Among equals, the oldest request is next. With one permit, all shares use it
 * in the order of their requests.
 */
public enum Share {
    /** A client waits for the first byte of a clip. */
    VIEWER,
    /** The frames of a precise clip. */
    ENCODING,
    /** Reading a new source. No client waits for it. */
    BACKGROUND;

    /** The most permits that encodings and background work have together, at least 1. */
    public static int others(int permits) {
        return Math.max(1, permits / 2);
    }

    /** The most permits of this share, at least 1. */
    int most(int permits) {
        return switch (this) {
            case VIEWER -> permits;
            case ENCODING -> others(permits);
            case BACKGROUND -> Math.max(1, permits / 4);
        };
    }

    /** Below this number of running processes, the share gets the next free permit. At least 1. */
    int guaranteed(int permits) {
        return switch (this) {
            case VIEWER -> Math.max(1, permits - others(permits));
            case ENCODING -> Math.max(1, permits / 4);
            case BACKGROUND -> 1;
        };
    }
}
