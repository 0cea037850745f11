package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;

/** What a reader of a clip finds at its position. */
sealed interface Found {

    Found NOTHING = new Nothing();
    Found END = new End();

    /** @param buffer the reader's from now on; its position has moved past it */
    record Bytes(ByteBuf buffer) implements Found {}

    /** @param count of bytes that lie in the file from its position on */
    record InFile(int count) implements Found {}

    /** Nothing now; the reader is called when there is more. */
    record Nothing() implements Found {}

    record End() implements Found {}

    record Failed(Throwable failure) implements Found {}
}
