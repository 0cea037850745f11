package dev.cliprange.job.life;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts how attempts end on this instance. */
@Component
class JobLifeMetrics {

    enum Outcome {
        COMPLETED,
        /** It failed and will be repeated. */
        REPEATED,
        /** It failed and was the last one. */
        FAILED,
        /** The job was cancelled, or another worker has it. */
        LOST;

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final MeterRegistry meters;

    JobLifeMetrics(MeterRegistry meters, List<JobWork> works) {
        this.meters = meters;
        for (JobWork work : works) {
            for (Outcome outcome : Outcome.values()) {
                JobLifeMeter.ENDED.counter(meters, "kind", work.purpose().text(), "outcome", outcome.tag());
            }
        }
    }

    void ended(JobPurpose purpose, Outcome outcome) {
        JobLifeMeter.ENDED
                .counter(meters, "kind", purpose.text(), "outcome", outcome.tag())
                .increment();
    }
}
