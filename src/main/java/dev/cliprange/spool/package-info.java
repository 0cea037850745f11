/**
 * The bytes of clips that are made while clients read them. Knows nothing of FFmpeg, clips or HTTP: its caller says how
 * the bytes of a key are made, and reads them.
 *
 * <p>Decisions.
 * <ul>
 *   <li>One making per key at a time. Clients that come while it runs join it and read from the first byte.
 *   <li>Bytes are kept from the first one on, in memory first and then in a file, so that the maker runs at its own
 *       speed and ends however slowly the clients read. A client that keeps pace gets the bytes from memory and never
 *       waits for the file.
 *   <li>What was made whole is kept until it has not been read for a while or its place is needed. A running making or
 *       a reader is never a reason to lose bytes that another client still reads.
 *   <li>When a bound is reached or the file cannot be written, the making falls back to back-pressure: it waits for the
 *       slowest of its clients, keeps nothing, and takes no further client. A key of which this happened for its size
 *       is made for one client at a time from then on.
 *   <li>When the last client leaves, the making is cancelled, however near its end it may be: a client that leaves
 *       seldom comes back for the same clip, and the permit of the process is worth more.
 *   <li>The file has no name: it is unlinked when it is opened, so a killed server leaves none.
 * </ul>
 *
 * <p>Locks, in the order in which they may be taken: {@link dev.cliprange.spool.ClipSpools}, one
 * {@link dev.cliprange.spool.SpooledClip}, its {@link dev.cliprange.spool.ClipMaker}. Bytes are written, and clients are called, under none.
 */
@NullMarked
package dev.cliprange.spool;

import org.jspecify.annotations.NullMarked;
