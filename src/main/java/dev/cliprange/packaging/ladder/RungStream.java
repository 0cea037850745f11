package dev.cliprange.packaging.ladder;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.slice.segment.RungPlanner.RungPlan;

/**
 * The video of a clip in a re-encoded quality.
 *
 * @param id the name of the quality, as in paths
 * @param directory of the ladder
 */
public record RungStream(String id, IndexDirectory directory, RungPlan plan) {

    public TrackDescription description() {
        return directory.tracks().get(plan.video().track());
    }
}
