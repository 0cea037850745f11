package dev.cliprange.spool;

import dev.cliprange.failure.Digest;
import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Names bytes by their digest: the same bytes have the same name on every server. */
final class ContentTag {

    private static final int BYTES = 8;

    private final MessageDigest digest = Digest.newSha256();
    private String text = "";

    /** Takes the readable bytes of the buffer, which stays as it is. */
    void update(ByteBuf bytes) {
        digest.update(bytes.nioBuffer());
    }

    void end() {
        text = HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    /** Sixteen hexadecimal digits; empty before the end. */
    String text() {
        return text;
    }
}
