package dev.cliprange.access.limit;

import dev.cliprange.access.key.AccessMeter;
import dev.cliprange.access.key.Caller;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Bounds how many streams, event feeds and waiting requests one client and one key have at once. A place is held until
 * the response has ended in any way. It comes after Spring Security, which knows the key.
 */
@Component
@Order(3)
class HeldPlacesFilter implements WebFilter {

    private static final int RETRY_AFTER_SECONDS = 2;

    private final LimitProperties limits;
    private final Clients clients;
    private final Map<Holder, Integer> held = new ConcurrentHashMap<>();
    private final Map<HeldPlace, Counter> refused = new EnumMap<>(HeldPlace.class);

    /**
     * A client or a key that holds places of a kind.
     *
     * @param what "client" or "key"
     * @param most places of this kind
     */
    private record Holder(HeldPlace kind, String what, String name, int most) {}

    HeldPlacesFilter(LimitProperties limits, Clients clients, MeterRegistry meters) {
        this.limits = limits;
        this.clients = clients;
        for (HeldPlace kind : HeldPlace.values()) {
            refused.put(kind, AccessMeter.PLACES_REFUSED.counter(meters, "kind", kind.tag()));
        }
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Optional<HeldPlace> kind = HeldPlace.of(exchange.getRequest());
        return kind.isEmpty()
                ? chain.filter(exchange)
                : Caller.of(exchange)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .flatMap(caller -> Mono.using(
                                () -> enter(holders(kind.get(), exchange, caller)),
                                holders -> chain.filter(exchange),
                                this::leave));
    }

    /** Returns the number of holders that have a place now. */
    int holders() {
        return held.size();
    }

    private List<Holder> holders(HeldPlace kind, ServerWebExchange exchange, Optional<Caller> caller) {
        var holders = new ArrayList<Holder>();
        if (kind.perClient(limits) > 0) {
            holders.add(new Holder(kind, "client", clients.of(exchange.getRequest()), kind.perClient(limits)));
        }
        if (caller.isPresent() && kind.perKey(limits) > 0) {
            holders.add(new Holder(kind, "key", caller.get().scope(), kind.perKey(limits)));
        }
        return holders;
    }

    private List<Holder> enter(List<Holder> holders) {
        var entered = new ArrayList<Holder>();
        for (Holder holder : holders) {
            if (!tryEnter(holder)) {
                leave(entered);
                throw tooMany(holder);
            }
            entered.add(holder);
        }
        return entered;
    }

    private boolean tryEnter(Holder holder) {
        int before = held.getOrDefault(holder, 0);
        while (before < holder.most()) {
            boolean done = before == 0 ? held.putIfAbsent(holder, 1) == null : held.replace(holder, before, before + 1);
            if (done) {
                return true;
            }
            before = held.getOrDefault(holder, 0);
        }
        return false;
    }

    private void leave(List<Holder> holders) {
        holders.forEach(holder -> held.computeIfPresent(holder, (it, count) -> count == 1 ? null : count - 1));
    }

    private FailureException tooMany(Holder holder) {
        Optional.ofNullable(refused.get(holder.kind())).ifPresent(Counter::increment);
        return new FailureException(
                Failure.TOO_BUSY,
                "This " + holder.what() + " has " + holder.most() + " "
                        + holder.kind().plural()
                        + " at once, which is the limit. Try again when one of them has ended.",
                Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
    }
}
