package dev.cliprange.packaging.playlist;

/** The transfer function of a video, as HLS names it. The names are those of the attribute {@code VIDEO-RANGE}. */
public enum VideoRange {
    SDR,
    /** Hybrid log-gamma: transfer characteristics 18. */
    HLG,
    /** SMPTE ST 2084: transfer characteristics 16. */
    PQ;

    private static final int TRANSFER_PQ = 16;
    private static final int TRANSFER_HLG = 18;

    /** Returns the range that belongs to transfer characteristics of {@code colr} or VUI (ITU-T H.273, table 3). */
    public static VideoRange ofTransferCharacteristics(int transferCharacteristics) {
        return switch (transferCharacteristics) {
            case TRANSFER_PQ -> PQ;
            case TRANSFER_HLG -> HLG;
            default -> SDR;
        };
    }
}
