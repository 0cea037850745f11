package dev.cliprange.ffmpeg.clip;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.mp4.Mp4Exception;
import java.nio.ByteBuffer;
import java.util.Map;

/** Reads the boxes that hold the times of the samples of a fragment. ISO/IEC 14496-12, 8.6.6 and 8.8. */
final class FragmentBoxes {

    static final int MOOV = type("moov");
    static final int MOOF = type("moof");

    private static final int TRAK = type("trak");
    private static final int TKHD = type("tkhd");
    private static final int MVHD = type("mvhd");
    private static final int EDTS = type("edts");
    private static final int ELST = type("elst");
    private static final int MDIA = type("mdia");
    private static final int MDHD = type("mdhd");
    private static final int HDLR = type("hdlr");
    private static final int MINF = type("minf");
    private static final int STBL = type("stbl");
    private static final int STSD = type("stsd");
    private static final int MVEX = type("mvex");
    private static final int TREX = type("trex");
    private static final int TRAF = type("traf");
    private static final int TFHD = type("tfhd");
    private static final int TFDT = type("tfdt");
    private static final int TRUN = type("trun");
    private static final int VIDE = type("vide");

    private FragmentBoxes() {}

    private interface BoxReader {
        void read(int type, ByteBuffer payload);
    }

    static void readMoov(ByteBuffer moov, Map<Integer, FragmentTrack> tracks) {
        long[] movieTimescale = {1};
        each(moov, (type, payload) -> {
            if (type == MVHD) {
                movieTimescale[0] = timescale(payload);
            } else if (type == TRAK) {
                FragmentTrack track = new FragmentTrack(movieTimescale[0]);
                readTrak(payload, track);
                tracks.put(track.id, track);
            } else if (type == MVEX) {
                each(payload, (inner, trex) -> {
                    if (inner == TREX) {
                        track(tracks, trex.getInt(4)).defaultDuration = Integer.toUnsignedLong(trex.getInt(12));
                    }
                });
            }
        });
    }

    static void readMoof(ByteBuffer moof, Map<Integer, FragmentTrack> tracks) {
        each(moof, (type, payload) -> {
            if (type == TRAF) {
                readTraf(payload, tracks);
            }
        });
    }

    private static void readTrak(ByteBuffer trak, FragmentTrack track) {
        each(trak, (type, payload) -> {
            if (type == TKHD) {
                track.id = payload.getInt(payload.get(0) == 1 ? 20 : 12);
            } else if (type == EDTS || type == MDIA || type == MINF || type == STBL) {
                readTrak(payload, track);
            } else if (type == MDHD) {
                track.timescale = timescale(payload);
            } else if (type == HDLR) {
                track.video = payload.getInt(8) == VIDE;
            } else if (type == ELST) {
                readElst(payload, track);
            } else if (type == STSD) {
                track.codec = codec(payload, track.video ? TrackKind.VIDEO : TrackKind.AUDIO);
            }
        });
    }

    /** Returns the name of the first sample entry, as it is written; empty if the entry is not known. */
    private static String codec(ByteBuffer stsd, TrackKind kind) {
        byte[] entry = new byte[Math.clamp(stsd.getInt(8), 8, stsd.limit() - 8)];
        stsd.get(8, entry);
        try {
            String name = SampleEntry.parse(entry, kind).format().codecString();
            // This entry is not rewritten.
            return name.startsWith("hvc1.") && entry[4] == 'h' && entry[5] == 'e' ? "hev1" + name.substring(4) : name;
        } catch (Mp4Exception unknown) {
            return "";
        }
    }

    private static void readElst(ByteBuffer elst, FragmentTrack track) {
        boolean wide = elst.get(0) == 1;
        int count = elst.getInt(4);
        elst.position(8);
        for (int i = 0; i < count; i++) {
            long duration = wide ? elst.getLong() : Integer.toUnsignedLong(elst.getInt());
            long mediaTime = wide ? elst.getLong() : elst.getInt();
            elst.getInt();
            if (mediaTime < 0) {
                track.emptyMovieTicks += duration;
            } else {
                track.mediaTime = mediaTime;
            }
        }
    }

    private static void readTraf(ByteBuffer traf, Map<Integer, FragmentTrack> tracks) {
        var current = new Object() {
            FragmentTrack track = new FragmentTrack(1);
            long duration;
            long decodeTime;
        };
        each(traf, (type, payload) -> {
            if (type == TFHD) {
                int flags = payload.getInt(0) & 0xFFFFFF;
                current.track = track(tracks, payload.getInt(4));
                payload.position(8 + ((flags & 1) != 0 ? 8 : 0) + ((flags & 2) != 0 ? 4 : 0));
                current.duration =
                        (flags & 8) != 0 ? Integer.toUnsignedLong(payload.getInt()) : current.track.defaultDuration;
            } else if (type == TFDT) {
                current.decodeTime =
                        payload.get(0) == 1 ? payload.getLong(4) : Integer.toUnsignedLong(payload.getInt(4));
            } else if (type == TRUN) {
                current.decodeTime = readTrun(payload, current.track, current.decodeTime, current.duration);
            }
        });
    }

    /** Returns the decode time after the last sample. */
    private static long readTrun(ByteBuffer trun, FragmentTrack track, long decodeTime, long defaultDuration) {
        int flags = trun.getInt() & 0xFFFFFF;
        int count = trun.getInt();
        trun.position(trun.position() + ((flags & 1) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 4 : 0));
        long time = decodeTime;
        for (int i = 0; i < count; i++) {
            long duration = (flags & 0x100) != 0 ? Integer.toUnsignedLong(trun.getInt()) : defaultDuration;
            trun.position(trun.position() + ((flags & 0x200) != 0 ? 4 : 0) + ((flags & 0x400) != 0 ? 4 : 0));
            int composition = (flags & 0x800) != 0 ? trun.getInt() : 0;
            track.add(time, composition, duration);
            time += duration;
        }
        return time;
    }

    private static void each(ByteBuffer boxes, BoxReader reader) {
        int at = 0;
        while (at + 8 <= boxes.limit()) {
            int size = boxes.getInt(at);
            if (size < 8 || size > boxes.limit() - at) {
                throw new IllegalStateException("box size: " + size + " (expected: within its parent)");
            }
            reader.read(boxes.getInt(at + 4), boxes.slice(at + 8, size - 8));
            at += size;
        }
    }

    private static FragmentTrack track(Map<Integer, FragmentTrack> tracks, int id) {
        FragmentTrack track = tracks.get(id);
        if (track == null) {
            throw new IllegalStateException("track: " + id + " (expected: one of " + tracks.keySet() + ")");
        }
        return track;
    }

    private static long timescale(ByteBuffer fullBox) {
        return Integer.toUnsignedLong(fullBox.getInt(fullBox.get(0) == 1 ? 20 : 12));
    }

    private static int type(String letters) {
        return letters.charAt(0) << 24 | letters.charAt(1) << 16 | letters.charAt(2) << 8 | letters.charAt(3);
    }
}
