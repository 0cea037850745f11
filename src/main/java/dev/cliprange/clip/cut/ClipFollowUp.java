package dev.cliprange.clip.cut;

import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipMeter;
import dev.cliprange.clip.ClipPreparation;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What happens once a new clip was answered. */
@Component
public class ClipFollowUp {

    private static final Logger log = LoggerFactory.getLogger(ClipFollowUp.class);
    private static final long NANOS = 1_000_000_000;

    private final ClipDescriptors descriptors;
    private final ClipPreparation preparation;
    private final MeterRegistry meters;

    ClipFollowUp(ClipDescriptors descriptors, ClipPreparation preparation, MeterRegistry meters) {
        this.descriptors = descriptors;
        this.preparation = preparation;
        this.meters = meters;
    }

    /**
     * Counts how the clip starts.
     *
     * @param prepare whether its precise form is to be made; that goes on in the background
     */
    public void created(@Nullable ClipResponse clip, boolean prepare) {
        if (clip == null) {
            return;
        }
        if (clip.keyframe() != null) {
            long nanos = (long) (clip.keyframe().leadSeconds().doubleValue() * NANOS);
            meters.timer(ClipMeter.LEAD.meterName()).record(Duration.ofNanos(nanos));
        }
        if (prepare) {
            descriptors
                    .get(clip.id())
                    .subscribe(
                            preparation::prepare,
                            error -> log.atWarn()
                                    .addKeyValue("clip", clip.id())
                                    .log("clip not prepared: it cannot be looked up"));
        }
    }
}
