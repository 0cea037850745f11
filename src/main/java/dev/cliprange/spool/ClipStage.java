package dev.cliprange.spool;

/** The state of a clip's making. */
enum ClipStage {
    RUNNING,
    /** Made whole. */
    COMPLETE,
    FAILED,
    /** Cancelled, since its last client has left. */
    ABANDONED
}
