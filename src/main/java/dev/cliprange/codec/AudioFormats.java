package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import java.util.Set;

/** Reads audio sample entries, and knows how much each codec must be given before it is right. */
final class AudioFormats {

    /**
     * RFC 7845, 4.2: at least 80 ms before a point to play from. Its decoder never forgets what it did not see, it fades:
     * measured against a decode from the start, 80 ms leave differences of up to 0.15 of full scale, 160 ms of 0.016, and
     * these of 0.001.
     */
    private static final Preroll OPUS = new Preroll(1, 240_000, 0);
    /**
     * ISO/IEC 11172-3, 2.4.2.7: main data begins up to 511 bytes back, headers and side data not counted. Decoders drop what
     * they hold at the first frame whose data is missing, so more than that is needed before they are right (seen: 5 frames).
     */
    private static final Preroll MP3 = new Preroll(8, 0, 2200);

    private static final Set<String> QUICKTIME_PCM =
            Set.of("sowt", "twos", "lpcm", "in24", "in32", "fl32", "fl64", "raw ", "NONE", "ulaw", "alaw");

    private AudioFormats() {}

    static boolean onlyQuickTime(int type) {
        return QUICKTIME_PCM.contains(FourCc.text(type)) || type == FourCc.of(".mp3");
    }

    static MediaFormat of(Box entry, SoundDescription sound) {
        String type = FourCc.text(entry.type());
        return switch (type) {
            case "mp4a" ->
                sound.findDecoderConfiguration()
                        .map(box -> DecoderConfiguration.parse(box).format(sound))
                        .orElseThrow(() -> entry.malformed("has no esds", "ISO/IEC 14496-14, 5.6"));
            case "Opus" -> format(AudioCodec.OPUS, "opus", sound, OPUS);
            case "ac-3" -> format(AudioCodec.AC3, type, sound, Preroll.ONE);
            case "ec-3" -> format(AudioCodec.EAC3, type, sound, Preroll.ONE);
            case "fLaC" -> format(AudioCodec.FLAC, "flac", sound, Preroll.NONE);
            case "alac" -> format(AudioCodec.ALAC, type, sound, Preroll.NONE);
            case ".mp3" -> format(AudioCodec.MP3, "mp3", sound, MP3);
            case "ipcm", "fpcm" -> isoPcm(type, entry, sound);
            case "in24" -> pcm(type, entry, sound, 24);
            case "in32", "fl32" -> pcm(type, entry, sound, 32);
            case "fl64" -> pcm(type, entry, sound, 64);
            case "sowt", "twos", "lpcm" -> pcm(type, entry, sound, sound.sampleBits());
            case "raw ", "NONE", "ulaw", "alaw" -> pcm(type, entry, sound, 8);
            default -> throw entry.unsupported("an audio codec that is not cut without a remux", SampleEntry.SECTION);
        };
    }

    static Preroll mp3() {
        return MP3;
    }

    private static MediaFormat format(AudioCodec codec, String codecString, SoundDescription sound, Preroll preroll) {
        return MediaFormat.audio(codec, codecString, sound.channels(), sound.sampleRate(), preroll);
    }

    private static MediaFormat isoPcm(String type, Box entry, SoundDescription sound) {
        BoxFields fields = Box.get(sound.boxes(), FourCc.of("pcmC"), entry, "ISO/IEC 23003-5, 5.3")
                .fields()
                .skip(5);
        return pcm(type, entry, sound, fields.u8());
    }

    private static MediaFormat pcm(String type, Box entry, SoundDescription sound, int sampleBits) {
        int frameBytes = sound.frameBytes() > 0 ? sound.frameBytes() : sound.channels() * ((sampleBits + 7) / 8);
        if (frameBytes < 1 || frameBytes > 4096) {
            throw entry.malformed("PCM frames of " + frameBytes + " bytes", SampleEntry.SECTION);
        }
        return MediaFormat.pcm(type.trim(), sound.channels(), sound.sampleRate(), frameBytes);
    }
}
