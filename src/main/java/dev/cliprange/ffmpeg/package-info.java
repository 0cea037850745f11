/**
 * FFmpeg: the pool of its processes, its commands, and what it tells about a source. Knows nothing of storage, clips or
 * the web: its caller hands it an address and gets back bytes or a {@link dev.cliprange.failure.FailureException}.
 *
 * <p>Decisions.
 * <ul>
 *   <li>A process is started only with a permit, and the permit goes back when the process has been reaped: there are
 *       never more processes than permits. The permits are divided into shares: {@link dev.cliprange.ffmpeg.process.Share}.
 *   <li>The memory of each process is limited three times: {@code -max_alloc} and {@code -max_pixels} by FFmpeg itself, the
 *       sum by the operating system ({@link dev.cliprange.ffmpeg.process.MemoryLimit}). {@code -threads} is bounded because each thread
 *       keeps pictures of its own.
 *   <li>Nothing is handed on before the first {@code moof}: until then a failure has a status of its own. Afterwards the
 *       body ends in an error, and the connection is to be aborted. A body that completes has an exit code 0, no reading
 *       failure on stderr (FFmpeg before 5 ends with 0 after some), and fragments that cover the range.
 *   <li>{@code -xerror} is not used: it also ends a clip where FFmpeg moves a decode time by one tick. What FFmpeg says of
 *       reading on stderr decides instead. It was tried with connections that are closed, reset, or refused with a status
 *       in the middle, for MP4, Matroska, FLV, MPEG-TS and AVI, with FFmpeg 4.4 and 5.1: each leaves such a line, although
 *       most end with 0.
 *   <li>A source is ready only when a clip of its first seconds has been made by the command that makes its clips. A stream
 *       that cannot be part of it is left out ({@code -map -0:n}) if there is another one of its kind.
 *   <li>Times are those that the container has: {@code -ss} seeks by them. Sources whose times jump are refused, because
 *       FFmpeg joins such times while it reads and then they name other moments than those it seeks.
 *   <li>Standard output is read on demand, in pieces of {@value dev.cliprange.ffmpeg.clip.ClipPump#PIECE_BYTES} bytes: Reactor
 *       Netty asks for 128 at once, so a client that does not read holds 512 KiB and the pipe.
 *   <li>Each process has two platform threads (output, stderr): reading a pipe blocks, and the number is bounded by the
 *       permits. No scheduler is shared, so a full one cannot stall a stream.
 *   <li>Orphans. If this JVM is killed, a process that writes gets EPIPE, one that waits for the network ends by
 *       {@code -rw_timeout}, one that computes ends by {@code -timelimit}. Parent-death signals would need a launcher.
 *   <li>Fragments are cut at keyframes and each second: audio-only sources have no keyframe to cut at, and a GOP of a
 *       minute would be held in FFmpeg's memory. No temporary file is ever written.
 *   <li>The environment of a process is empty but for {@code PATH} and the library path: no proxy from ours, and no
 *       character set converters, which crash statically linked builds on the names in MPEG-TS.
 *   <li>Encoding ({@link dev.cliprange.ffmpeg.encode.BoundaryEncoder}) takes its input from a pipe too: its caller reads the few
 *       samples that must be decoded, so that FFmpeg neither reads a {@code moov} of megabytes nor seeks.
 * </ul>
 */
@NullMarked
package dev.cliprange.ffmpeg;

import org.jspecify.annotations.NullMarked;
