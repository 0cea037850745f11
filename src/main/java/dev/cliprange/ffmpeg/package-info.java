/**
 * FFmpeg: the pool of its processes, its commands, and what it reports about a source. This package does not know
 * storage, clips or the web: the caller passes the URL of a source and receives bytes or a {@link
 * dev.cliprange.failure.FailureException}.
 *
 * <p>Decisions.
 * <ul>
 *   <li>A process starts only with a permit, and the permit is released after the process has been reaped. So there are
 *       never more processes than permits. The permits are divided into shares: {@link
 *       dev.cliprange.ffmpeg.process.Share}. Background work waits in a queue of its own.
 *   <li>{@link dev.cliprange.ffmpeg.process.ProcessRun} is the only place with the life cycle of processes. A new kind
 *       of work is a new {@link dev.cliprange.ffmpeg.process.Pump}.
 *   <li>The memory of each process has three limits: {@code -max_alloc} and {@code -max_pixels} of FFmpeg, and the
 *       limit of the operating system for the sum ({@link dev.cliprange.ffmpeg.process.MemoryLimit}). {@code -threads}
 *       is bounded because each thread keeps pictures of its own.
 *   <li>No byte is passed on before the first {@code moof}: until then, a failure can still have its own status.
 *       Afterwards the body ends with an error, and the caller must abort the connection. A body that completes has
 *       exit code 0, no read failure on stderr (FFmpeg before 5 exits with 0 after some), and fragments that cover the
 *       range.
 *   <li>{@code -xerror} is not used: it also ends a clip in which FFmpeg moves a decode time by one tick. The messages
 *       on stderr decide instead. This was tested with connections that are closed, reset, or rejected with a status in
 *       the middle, for MP4, Matroska, FLV, MPEG-TS and AVI, with FFmpeg 4.4 and 5.1: each case prints such a message,
 *       and most exit with 0.
 *   <li>A source is ready only after a clip of its first seconds was made by the command that makes its clips. A stream
 *       that cannot be part of a clip is left out ({@code -map -0:n}) if there is another one of its kind.
 *   <li>Times are those of the container: {@code -ss} seeks by them. Sources whose times jump are rejected, because
 *       FFmpeg joins such times while it reads, and then they differ from the times by which it seeks.
 *   <li>Standard output is read on demand, in pieces of {@value dev.cliprange.ffmpeg.clip.ClipPump#PIECE_BYTES} bytes:
 *       Reactor Netty requests 128 at once, so a client that does not read holds 512 KiB and the pipe.
 *   <li>Each process has two platform threads (output, stderr): reading a pipe blocks, and the permits bound the number
 *       of threads. No scheduler is shared, so a full one cannot stall a stream.
 *   <li>Orphans. If this JVM is killed, a process that writes receives EPIPE, one that waits for the network ends by
 *       {@code -rw_timeout}, and one that computes ends by {@code -timelimit}. Parent-death signals would need a
 *       launcher.
 *   <li>Fragments start at keyframes and at each second: audio-only sources have no keyframes, and FFmpeg would hold a
 *       GOP of a minute in memory. No temporary file is written.
 *   <li>The environment of a process is empty except for {@code PATH} and the library path. So it inherits no proxy,
 *       and no character set converters, which crash statically linked builds on the names in MPEG-TS.
 *   <li>The encoder ({@link dev.cliprange.ffmpeg.encode.BoundaryEncoder}) reads its input from a pipe: the caller reads
 *       the few samples that must be decoded, so FFmpeg neither reads a {@code moov} of megabytes nor seeks.
 * </ul>
 */
@NullMarked
package dev.cliprange.ffmpeg;

import org.jspecify.annotations.NullMarked;
