package dev.cliprange.stream;

import dev.cliprange.access.limit.LimitProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Watches each connection of the server for a client that reads nothing of its response, or reads too slowly. */
@Component
class StalledClients implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private final LimitProperties limits;
    private final Map<WriteWatch.Reason, Counter> resets = new EnumMap<>(WriteWatch.Reason.class);

    StalledClients(LimitProperties limits, MeterRegistry meters) {
        this.limits = limits;
        for (WriteWatch.Reason reason : WriteWatch.Reason.values()) {
            resets.put(
                    reason,
                    StreamMeter.RESETS.counter(meters, "reason", reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, remote) -> watch(channel)));
    }

    private void watch(Channel channel) {
        channel.pipeline()
                .addFirst(new WriteWatch(
                        limits.writeStall(),
                        limits.minimumRate().toBytes(),
                        limits.minimumRatePeriod(),
                        reason -> Optional.ofNullable(resets.get(reason)).ifPresent(Counter::increment)));
    }
}
