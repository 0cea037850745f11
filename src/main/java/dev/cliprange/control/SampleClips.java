package dev.cliprange.control;

import java.util.List;

/** Contributes clips to the start page. A server for real clips has no such bean, because the page needs no key. */
@FunctionalInterface
public interface SampleClips {

    /** Called for each request of the page. Must not block. */
    List<SampleClip> clips();
}
