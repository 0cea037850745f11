package dev.cliprange.access.playback;

import java.util.UUID;
import org.springframework.web.util.UriComponentsBuilder;

/** What makes a playback address valid where addresses are signed. */
public interface AddressSigner {

    /** Adds what an address of a clip's version needs; nothing where signing is off. */
    void sign(UriComponentsBuilder address, UUID clipId, String version);

    /** Whether signing is on: addresses without a version are closed then. */
    boolean signs();
}
