package dev.cliprange.stream;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.precise.PreciseLayouts.PreciseLayout;
import dev.cliprange.precise.PreciseProperties;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The precise layouts that responses are sent from. A cache may have dropped them, but while a client reads, their encoded
 * frames stay in memory: responses of one version share one layout, and all layouts together have a bound. Safe for use by many
 * threads.
 */
@Component
public class LayoutsInUse {

    private static final int RETRY_AFTER_SECONDS = 5;

    private final long mostBytes;
    private final Map<String, Use> uses = new HashMap<>();
    private long usedBytes;

    LayoutsInUse(PreciseProperties properties) {
        this.mostBytes = properties.inUseBytes();
    }

    private static final class Use {
        private final PreciseLayout layout;
        private int responses;

        private Use(PreciseLayout layout) {
            this.layout = layout;
        }
    }

    /** For one response; the caller closes it. */
    public Lease lease() {
        return new Lease();
    }

    public synchronized long usedBytes() {
        return usedBytes;
    }

    private synchronized PreciseLayout enter(Lease lease, PreciseLayout layout) {
        if (lease.closed) {
            return layout;
        }
        Use use = uses.get(layout.tag());
        if (use == null) {
            if (usedBytes > 0 && usedBytes + layout.encodedBytes() > mostBytes) {
                throw new FailureException(
                        Failure.TOO_BUSY,
                        "The clips that are being played take all memory for encoded frames. Try again in a moment.",
                        Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
            }
            use = new Use(layout);
            uses.put(layout.tag(), use);
            usedBytes += layout.encodedBytes();
        }
        use.responses++;
        lease.tag = layout.tag();
        return use.layout;
    }

    private synchronized void leave(Lease lease) {
        if (lease.closed) {
            return;
        }
        lease.closed = true;
        Use use = uses.get(lease.tag);
        if (use != null && --use.responses == 0) {
            uses.remove(lease.tag);
            usedBytes -= use.layout.encodedBytes();
        }
    }

    /** What a response has of the layouts; at most one. */
    public final class Lease {

        private String tag = "";
        private boolean closed;

        private Lease() {}

        /**
         * The layout to send from: this one, or the same that another response has already.
         *
         * @throws FailureException TOO_BUSY if there is no room for another layout
         */
        public PreciseLayout enter(PreciseLayout layout) {
            return LayoutsInUse.this.enter(this, layout);
        }

        /** Only the first call counts. */
        public void close() {
            leave(this);
        }
    }
}
