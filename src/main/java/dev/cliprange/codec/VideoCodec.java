package dev.cliprange.codec;

/** The video codecs that the MP4 reader knows. */
public enum VideoCodec implements Codec {
    /** ITU-T H.264, ISO/IEC 14496-10 (AVC). */
    H264("h264"),
    /** ITU-T H.265, ISO/IEC 23008-2 (HEVC). */
    HEVC("hevc"),
    /** ITU-T H.266, ISO/IEC 23090-3 (VVC). */
    VVC("vvc"),
    AV1("av1"),
    VP8("vp8"),
    VP9("vp9"),
    /** All media with the sample entry {@code mp4v}: MPEG-4 Part 2, MPEG-1 and MPEG-2 video. */
    MPEG4("mpeg4");

    private final String commonName;

    VideoCodec(String commonName) {
        this.commonName = commonName;
    }

    @Override
    public String commonName() {
        return commonName;
    }
}
