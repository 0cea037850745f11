package dev.cliprange.control;

import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipMeter;
import dev.cliprange.clip.ClipPreparation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs after a clip was created: metrics and background preparation. */
@Component
class NewClipTasks {

    private static final Logger log = LoggerFactory.getLogger(NewClipTasks.class);
    private static final long NANOS = 1_000_000_000;

    private final ClipDescriptors descriptors;
    private final ClipPreparation preparation;
    private final Timer leads;

    NewClipTasks(ClipDescriptors descriptors, ClipPreparation preparation, MeterRegistry meters) {
        this.descriptors = descriptors;
        this.preparation = preparation;
        this.leads = ClipMeter.LEAD.timer(meters);
    }

    /**
     * Records the lead of the clip, and starts its preparation on request.
     *
     * @param clip null if the response has no body
     * @param prepare whether the precise form is made now, in the background
     */
    void created(@Nullable ClipResponse clip, boolean prepare) {
        if (clip == null) {
            return;
        }
        if (clip.keyframe() != null) {
            long nanos = (long) (clip.keyframe().leadSeconds().doubleValue() * NANOS);
            leads.record(Duration.ofNanos(nanos));
        }
        if (prepare) {
            descriptors
                    .get(clip.id())
                    .subscribe(
                            preparation::prepare,
                            error -> log.atWarn()
                                    .addKeyValue("clip", clip.id())
                                    .log("clip not prepared: lookup failed"));
        }
    }
}
