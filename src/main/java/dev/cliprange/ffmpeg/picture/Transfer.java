package dev.cliprange.ffmpeg.picture;

/** The transfer characteristics of pictures (ITU-T H.273, 8.2). */
public enum Transfer {
    /** Of a standard dynamic range, which is kept. */
    STANDARD(""),
    /** Of HDR10: code point 16. */
    PQ("smpte2084"),
    /** Hybrid log-gamma: code point 18. */
    HLG("arib-std-b67");

    private static final int PQ_CODE = 16;
    private static final int HLG_CODE = 18;

    private final String name;

    Transfer(String name) {
        this.name = name;
    }

    /** Returns the one with a code point. */
    public static Transfer of(int code) {
        return switch (code) {
            case PQ_CODE -> PQ;
            case HLG_CODE -> HLG;
            default -> STANDARD;
        };
    }

    /**
     * Returns the filters that map pictures to the standard range, each with a comma before it; empty if they have it.
     * Tone mapping computes with numbers of four bytes, so large pictures should be scaled before it.
     *
     * @param pixelFormat of the result
     */
    public String toStandardRange(String pixelFormat) {
        // Files may declare the transfer only. The filter cannot convert from unknown primaries.
        return this == STANDARD
                ? ""
                : ",setparams=color_primaries=bt2020:color_trc=" + name + ":colorspace=bt2020nc"
                        + ",zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=limited,format="
                        + pixelFormat;
    }
}
