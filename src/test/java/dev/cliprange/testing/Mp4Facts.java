package dev.cliprange.testing;

import dev.cliprange.timeline.Timescale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an MP4 or MOV file says about its own durations; read by a parser that shares nothing with the product's. For sound
 * files only: it trusts what it reads.
 *
 * @param timescale of the movie
 * @param durationTicks {@code mvhd} duration in movie ticks; 0 in a file that is fragmented from its start
 * @param boxes the four-letter types at the top level, in order
 */
public record Mp4Facts(Timescale timescale, long durationTicks, List<Track> tracks, List<String> boxes) {

    /**
     * @param handler {@code vide}, {@code soun}, ...
     * @param sampleEntry {@code avc1}, {@code mp4a}, ... of the first entry
     * @param movieDurationTicks {@code tkhd} duration in movie ticks
     * @param timescale of the media
     * @param mediaDurationTicks {@code mdhd} duration in media ticks
     * @param edits empty without an edit list
     */
    public record Track(
            String handler,
            String sampleEntry,
            Timescale movieTimescale,
            long movieDurationTicks,
            Timescale timescale,
            long mediaDurationTicks,
            List<Edit> edits) {

        public long durationUs() {
            return movieTimescale.toUs(movieDurationTicks);
        }

        /** Where the last edit ends, in presentation time; {@link Long#MAX_VALUE} if nothing is cut off there. */
        public long editEndUs() {
            long ticks = edits.stream().mapToLong(Edit::durationTicks).sum();
            boolean open = edits.isEmpty() || edits.getLast().durationTicks() == 0;
            return open ? Long.MAX_VALUE : movieTimescale.toUs(ticks);
        }
    }

    /**
     * One row of {@code elst}.
     *
     * @param durationTicks in movie ticks; 0 in a fragmented file: to the end
     * @param mediaTimeTicks in media ticks; -1: nothing is shown
     */
    public record Edit(long durationTicks, long mediaTimeTicks) {}

    public long durationUs() {
        return timescale.toUs(durationTicks);
    }

    /** @throws IllegalStateException if there is none of this kind */
    public Track firstTrack(String handler) {
        return tracks.stream()
                .filter(track -> track.handler.equals(handler))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no track of kind " + handler));
    }

    /** Whether the file begins with a box that an MP4 or MOV file begins with. */
    public static boolean isIsoMedia(Path file) {
        try (var channel = FileChannel.open(file)) {
            var start = ByteBuffer.allocate(8);
            return channel.read(start, 0) == 8
                    && List.of("ftyp", "moov", "mdat", "free", "wide", "skip").contains(type(start, 4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException if there is no {@code moov} */
    public static Mp4Facts of(Path file) {
        try (var channel = FileChannel.open(file)) {
            var types = new ArrayList<String>();
            var moov = ByteBuffer.allocate(0);
            for (long at = 0; at + 8 <= channel.size(); ) {
                var header = ByteBuffer.allocate(16);
                channel.read(header, at);
                long size = Integer.toUnsignedLong(header.getInt(0));
                size = size == 1 ? header.getLong(8) : size == 0 ? channel.size() - at : size;
                types.add(type(header, 4));
                if (types.getLast().equals("moov")) {
                    moov = ByteBuffer.allocate(Math.toIntExact(size));
                    channel.read(moov, at);
                }
                at += Math.max(8, size);
            }
            if (moov.capacity() == 0) {
                throw new IllegalStateException("no moov in " + file + ", only " + types);
            }
            return movie(Box.of(moov.position(0)), types);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mp4Facts movie(Box moov, List<String> types) {
        Times mvhd = Times.of(moov.child("mvhd"), 4);
        var tracks = moov.children().stream()
                .filter(box -> box.type.equals("trak"))
                .map(trak -> track(trak, mvhd.timescale))
                .toList();
        return new Mp4Facts(mvhd.timescale, mvhd.durationTicks, tracks, List.copyOf(types));
    }

    private static Track track(Box trak, Timescale movieTimescale) {
        Times tkhd = Times.of(trak.child("tkhd"), 8);
        Box mdia = trak.child("mdia");
        Times mdhd = Times.of(mdia.child("mdhd"), 4);
        Box stsd = mdia.child("minf").child("stbl").child("stsd");
        return new Track(
                type(mdia.child("hdlr").body, 8),
                stsd.body.remaining() < 16 ? "" : type(stsd.body, 12),
                movieTimescale,
                tkhd.durationTicks,
                mdhd.timescale,
                mdhd.durationTicks,
                trak.has("edts") ? edits(trak.child("edts").child("elst").body) : List.of());
    }

    private static List<Edit> edits(ByteBuffer elst) {
        boolean wide = elst.get(0) == 1;
        int rowBytes = wide ? 20 : 12;
        var edits = new ArrayList<Edit>();
        for (int row = 0; row < elst.getInt(4); row++) {
            int at = 8 + row * rowBytes;
            edits.add(
                    wide
                            ? new Edit(elst.getLong(at), elst.getLong(at + 8))
                            : new Edit(Integer.toUnsignedLong(elst.getInt(at)), elst.getInt(at + 4)));
        }
        return List.copyOf(edits);
    }

    private static String type(ByteBuffer bytes, int at) {
        var letters = new byte[4];
        bytes.get(at, letters);
        return new String(letters, StandardCharsets.ISO_8859_1);
    }

    /** The duration of {@code mvhd}, {@code mdhd} and {@code tkhd}; of the last, the field before it is no timescale. */
    private record Times(Timescale timescale, long durationTicks) {

        static Times of(Box box, int bytesBeforeDuration) {
            ByteBuffer body = box.body;
            boolean wide = body.get(0) == 1;
            int at = 4 + (wide ? 16 : 8);
            long perSecond = bytesBeforeDuration == 4 ? Integer.toUnsignedLong(body.getInt(at)) : 1;
            int duration = at + bytesBeforeDuration;
            return new Times(
                    new Timescale(perSecond),
                    wide ? body.getLong(duration) : Integer.toUnsignedLong(body.getInt(duration)));
        }
    }

    /** A box in memory; its body counts from behind the type. */
    private record Box(String type, ByteBuffer body) {

        static Box of(ByteBuffer bytes) {
            return new Box(Mp4Facts.type(bytes, 4), bytes.slice(8, bytes.getInt(0) - 8));
        }

        List<Box> children() {
            var children = new ArrayList<Box>();
            for (int at = 0; at + 8 <= body.capacity() && body.getInt(at) >= 8; at += body.getInt(at)) {
                children.add(of(body.slice(at, body.capacity() - at)));
            }
            return children;
        }

        boolean has(String wanted) {
            return children().stream().anyMatch(child -> child.type.equals(wanted));
        }

        Box child(String wanted) {
            return children().stream()
                    .filter(child -> child.type.equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no " + wanted + " in " + type));
        }
    }
}
