package dev.cliprange.codec;

/** The audio codecs that the MP4 reader knows. */
public enum AudioCodec implements Codec {
    AAC("aac", true),
    /** MPEG-1 and MPEG-2 audio. */
    MP3("mp3", true),
    AC3("ac3", true),
    EAC3("eac3", true),
    OPUS("opus", false),
    FLAC("flac", false),
    ALAC("alac", true),
    /** Uncompressed samples, or one byte per sample as in A-law. */
    PCM("pcm", false),
    /**
     * A codec that is known only by its object type in {@code esds} (ISO/IEC 14496-1, 7.2.6.6), for example DTS or
     * Vorbis.
     */
    OTHER("mp4a", false);

    private final String commonName;
    private final boolean packetsEquallyLong;

    AudioCodec(String commonName, boolean packetsEquallyLong) {
        this.commonName = commonName;
        this.packetsEquallyLong = packetsEquallyLong;
    }

    @Override
    public String commonName() {
        return commonName;
    }

    /** Whether all packets of a track hold the same number of samples. */
    public boolean packetsEquallyLong() {
        return packetsEquallyLong;
    }
}
