package dev.cliprange.codec;

import java.util.Locale;

/** The formats of text tracks that can become WebVTT, by the type of their sample entry. */
public enum TextCodec implements Codec {
    /** Timed text of 3GPP TS 26.245. */
    TX3G,
    /** WebVTT in boxes, ISO/IEC 14496-30, clause 7. */
    WVTT,
    /** TTML documents, ISO/IEC 14496-30, clause 5. */
    STPP;

    @Override
    public String commonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
