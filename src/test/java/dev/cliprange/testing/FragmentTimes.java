package dev.cliprange.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The times in the media segments of one track, read from {@code tfdt} and {@code trun} by code of its own. FFmpeg's demuxer
 * moves all times by the largest negative composition offset, so it cannot say what a segment's times are.
 *
 * @param segments one for each {@code moof}, in order
 */
public record FragmentTimes(List<Segment> segments) {

    /**
     * @param decodeTicks of the first sample
     * @param durationTicks of all samples together
     * @param shownTicks of each sample, in decode order
     */
    public record Segment(long decodeTicks, long durationTicks, List<Long> shownTicks) {
        public Segment {
            shownTicks = List.copyOf(shownTicks);
        }

        public long endTicks() {
            return decodeTicks + durationTicks;
        }
    }

    public FragmentTimes {
        segments = List.copyOf(segments);
    }

    /** @param bytes whole segments, one after another; an init segment may come before them */
    public static FragmentTimes of(byte[] bytes) {
        var segments = new ArrayList<Segment>();
        var file = ByteBuffer.wrap(bytes);
        boxes(file, (type, payload) -> {
            if (type.equals("moof")) {
                boxes(payload, (child, traf) -> {
                    if (child.equals("traf")) {
                        segments.add(segment(traf));
                    }
                });
            }
        });
        return new FragmentTimes(segments);
    }

    private interface BoxReader {
        void read(String type, ByteBuffer payload);
    }

    private static void boxes(ByteBuffer buffer, BoxReader reader) {
        int at = 0;
        while (at + 8 <= buffer.limit()) {
            int size = buffer.getInt(at);
            var type = new byte[4];
            buffer.get(at + 4, type);
            reader.read(new String(type, StandardCharsets.ISO_8859_1), buffer.slice(at + 8, size - 8));
            at += size;
        }
    }

    private static Segment segment(ByteBuffer traf) {
        var decode = new long[1];
        var shown = new ArrayList<Long>();
        var end = new long[1];
        boxes(traf, (type, payload) -> {
            switch (type) {
                case "tfdt" -> {
                    decode[0] = payload.getLong(4);
                    end[0] = decode[0];
                }
                case "trun" -> {
                    int flags = payload.getInt(0) & 0xFFFFFF;
                    int count = payload.getInt(4);
                    payload.position((flags & 1) != 0 ? 12 : 8);
                    for (int i = 0; i < count; i++) {
                        long duration = payload.getInt();
                        payload.getInt();
                        if ((flags & 0x400) != 0) {
                            payload.getInt();
                        }
                        shown.add(end[0] + ((flags & 0x800) != 0 ? payload.getInt() : 0));
                        end[0] += duration;
                    }
                }
                default -> {}
            }
        });
        return new Segment(decode[0], end[0] - decode[0], shown);
    }

    /** Returns the presentation times of all samples, sorted. */
    public List<Long> sortedTicks() {
        return segments.stream()
                .flatMap(segment -> segment.shownTicks().stream())
                .sorted()
                .toList();
    }
}
