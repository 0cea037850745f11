package dev.cliprange.slice;

import dev.cliprange.index.TrackSamples;
import java.util.ArrayList;
import java.util.List;

/**
 * Kept samples of one track that are contiguous in the source and share a sample entry.
 *
 * @param samples the number of samples of the file; frames in a PCM track
 */
public record MediaChunk(long offsetBytes, long endBytes, long samples, int entry) {

    public static List<MediaChunk> of(ClipTrack track) {
        TrackSamples samples = track.samples();
        var chunks = new ArrayList<MediaChunk>();
        int start = 0;
        long count = 0;
        for (int i = 0; i < samples.count(); i++) {
            count += track.fileSamples(i);
            long end = samples.offsetBytes(i) + samples.sizeBytes(i);
            boolean goesOn = i + 1 < samples.count()
                    && samples.offsetBytes(i + 1) == end
                    && samples.entry(i + 1) == samples.entry(i);
            if (!goesOn) {
                chunks.add(new MediaChunk(samples.offsetBytes(start), end, count, samples.entry(start)));
                start = i + 1;
                count = 0;
            }
        }
        return chunks;
    }
}
