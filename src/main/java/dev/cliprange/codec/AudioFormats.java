package dev.cliprange.codec;

import dev.cliprange.codec.MediaFormat.Preroll;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import java.util.Set;

/** Reads audio sample entries. Sets the pre-roll that each codec needs before its output is right. */
final class AudioFormats {

    /**
     * RFC 7845, 4.2 requires at least 80 ms before a point to play from. The decoder's state fades slowly. Compared
     * with a decode from the start, 80 ms leave differences of up to 0.15 of full scale, 160 ms leave 0.016, and this
     * value leaves 0.001.
     */
    private static final Preroll OPUS = new Preroll(1, 240_000, 0);
    /**
     * ISO/IEC 11172-3, 2.4.2.7: main data begins up to 511 bytes earlier, without headers and side data. Decoders drop
     * their buffer at the first frame whose data is missing, so they need more than that (5 frames were observed).
     */
    private static final Preroll MP3 = new Preroll(8, 0, 2200);

    private static final Set<String> QUICKTIME_PCM =
            Set.of("sowt", "twos", "lpcm", "in24", "in32", "fl32", "fl64", "raw ", "NONE", "ulaw", "alaw");

    private AudioFormats() {}

    static boolean onlyQuickTime(int type) {
        return QUICKTIME_PCM.contains(FourCc.text(type)) || type == FourCc.of(".mp3");
    }

    static MediaFormat of(Box entry, QuickTimeAudioEntry audio) {
        String type = FourCc.text(entry.type());
        return switch (type) {
            case "mp4a" ->
                audio.findDecoderConfiguration()
                        .map(box -> DecoderConfiguration.parse(box).format(audio))
                        .orElseThrow(() -> entry.malformed("has no esds", "ISO/IEC 14496-14, 5.6"));
            case "Opus" -> format(AudioCodec.OPUS, type, audio, OPUS);
            case "ac-3" -> format(AudioCodec.AC3, type, audio, Preroll.ONE);
            case "ec-3" -> format(AudioCodec.EAC3, type, audio, Preroll.ONE);
            case "fLaC" -> format(AudioCodec.FLAC, type, audio, Preroll.NONE);
            case "alac" -> format(AudioCodec.ALAC, type, audio, Preroll.NONE);
            case ".mp3" -> format(AudioCodec.MP3, "mp3", audio, MP3);
            case "ipcm", "fpcm" -> isoPcm(type, entry, audio);
            case "in24" -> pcm(type, entry, audio, 24);
            case "in32", "fl32" -> pcm(type, entry, audio, 32);
            case "fl64" -> pcm(type, entry, audio, 64);
            case "sowt", "twos", "lpcm" -> pcm(type, entry, audio, audio.sampleBits());
            case "raw ", "NONE", "ulaw", "alaw" -> pcm(type, entry, audio, 8);
            default ->
                throw entry.unsupported("an audio codec that can be cut only after a remux", SampleEntry.SECTION);
        };
    }

    static Preroll mp3() {
        return MP3;
    }

    private static MediaFormat format(
            AudioCodec codec, String codecString, QuickTimeAudioEntry audio, Preroll preroll) {
        return MediaFormat.audio(codec, codecString, audio.channels(), audio.sampleRate(), preroll);
    }

    private static MediaFormat isoPcm(String type, Box entry, QuickTimeAudioEntry audio) {
        BoxFields fields = Box.get(audio.boxes(), FourCc.of("pcmC"), entry, "ISO/IEC 23003-5, 5.3")
                .fields()
                .skip(5);
        return pcm(type, entry, audio, fields.u8());
    }

    private static MediaFormat pcm(String type, Box entry, QuickTimeAudioEntry audio, int sampleBits) {
        int frameBytes = audio.frameBytes() > 0 ? audio.frameBytes() : audio.channels() * ((sampleBits + 7) / 8);
        if (frameBytes < 1 || frameBytes > 4096) {
            throw entry.malformed("PCM frames of " + frameBytes + " bytes", SampleEntry.SECTION);
        }
        return MediaFormat.pcm(type.trim(), audio.channels(), audio.sampleRate(), frameBytes);
    }
}
