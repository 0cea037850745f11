package dev.cliprange.precise;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.precise.PreciseLayouts.PreciseLayout;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The precise layouts that responses are sent from. The cache may have dropped them, but their encoded frames stay in
 * memory while a client reads. Responses of one version share one layout, and the sum of all layouts is bounded.
 * Thread-safe.
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

    /** Returns a lease for one response. The caller closes it. */
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
        Use use = uses.get(layout.file().tag());
        if (use == null) {
            if (usedBytes > 0 && usedBytes + layout.encodedBytes() > mostBytes) {
                throw new FailureException(
                        Failure.TOO_BUSY,
                        "The clips that are being played use all memory for encoded frames; try again in a moment.",
                        Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
            }
            use = new Use(layout);
            uses.put(layout.file().tag(), use);
            usedBytes += layout.encodedBytes();
        }
        use.responses++;
        lease.tag = layout.file().tag();
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

    /** The hold of one response on at most one layout. */
    public final class Lease {

        private String tag = "";
        private boolean closed;

        private Lease() {}

        /**
         * Returns the layout to send from: this one, or an equal one that another response uses.
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
