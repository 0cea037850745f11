package dev.cliprange.storage.location;

import dev.cliprange.failure.FailureException;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;

/**
 * Resolves with another group and passes only IP addresses that the allow-list admits. A name with one IP address that is
 * not admitted is refused. The client connects to what this returns, so a second, different response of the DNS
 * (rebinding) has no effect.
 */
public final class CheckedResolverGroup extends AddressResolverGroup<InetSocketAddress> {

    private final AddressResolverGroup<InetSocketAddress> names;
    private final SourceAllowList allowList;

    /** @param names closed with this group */
    public CheckedResolverGroup(AddressResolverGroup<InetSocketAddress> names, SourceAllowList allowList) {
        this.names = names;
        this.allowList = allowList;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new CheckedResolver(executor, names.getResolver(executor));
    }

    @Override
    public void close() {
        super.close();
        names.close();
    }

    private final class CheckedResolver extends AbstractAddressResolver<InetSocketAddress> {

        private final AddressResolver<InetSocketAddress> resolver;

        CheckedResolver(EventExecutor executor, AddressResolver<InetSocketAddress> resolver) {
            super(executor, InetSocketAddress.class);
            this.resolver = resolver;
        }

        /** Always false: an IP address in the URI is checked like any other. */
        @Override
        protected boolean doIsResolved(InetSocketAddress ip) {
            return false;
        }

        @Override
        protected void doResolve(InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
            resolver.resolve(unresolved)
                    .addListener((Future<InetSocketAddress> answer) -> complete(
                            unresolved,
                            answer,
                            answer.isSuccess() ? List.of(answer.getNow()) : List.of(),
                            () -> promise.trySuccess(answer.getNow()),
                            promise));
        }

        @Override
        protected void doResolveAll(InetSocketAddress unresolved, Promise<List<InetSocketAddress>> promise) {
            resolver.resolveAll(unresolved)
                    .addListener((Future<List<InetSocketAddress>> answer) -> complete(
                            unresolved,
                            answer,
                            answer.isSuccess() ? answer.getNow() : List.of(),
                            () -> promise.trySuccess(answer.getNow()),
                            promise));
        }

        private void complete(
                InetSocketAddress unresolved,
                Future<?> answer,
                List<InetSocketAddress> found,
                Runnable success,
                Promise<?> promise) {
            if (!answer.isSuccess()) {
                promise.tryFailure(answer.cause());
                return;
            }
            try {
                for (InetSocketAddress ip : found) {
                    allowList.requireAddress(bareHost(unresolved.getHostString()), ip.getAddress());
                }
                success.run();
            } catch (FailureException e) {
                promise.tryFailure(e);
            }
        }

        private static String bareHost(String host) {
            return host.toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
        }
    }
}
