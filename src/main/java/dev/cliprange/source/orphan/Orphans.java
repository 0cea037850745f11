package dev.cliprange.source.orphan;

/**
 * What a run of the janitor has found.
 *
 * @param objects whole objects that no row names
 * @param bytes of those objects together
 * @param unfinished writes that did not end: multipart uploads or temporary files
 */
record Orphans(long objects, long bytes, long unfinished) {

    static final Orphans NONE = new Orphans(0, 0, 0);

    Orphans plus(Orphans other) {
        return new Orphans(objects + other.objects, bytes + other.bytes, unfinished + other.unfinished);
    }
}
