package dev.cliprange.studio;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this instance does now, for the studio's page of operations. Needs a key with the role {@code admin}. */
@RestController
@Tag(name = "Operation")
class LiveHandler {

    private final LiveMeters meters;

    LiveHandler(LiveMeters meters) {
        this.meters = meters;
    }

    @Operation(
            summary = "Returns the live figures of this instance",
            description = "Counts are since 'startedAt' and of the instance that responds. For several instances, and"
                    + " for longer than an hour, use the metrics.")
    @GetMapping("/api/admin/live")
    LiveFigures live() {
        return meters.read();
    }
}
