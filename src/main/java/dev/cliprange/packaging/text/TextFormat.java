package dev.cliprange.packaging.text;

/** The formats of text tracks, by the type of their sample entry. */
public enum TextFormat {
    /** Timed text of 3GPP TS 26.245. */
    TX3G,
    /** WebVTT in boxes, ISO/IEC 14496-30, clause 7. */
    WVTT,
    /** TTML documents, ISO/IEC 14496-30, clause 5. */
    STPP
}
