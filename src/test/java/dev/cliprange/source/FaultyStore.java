package dev.cliprange.source;

import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.SourceStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import reactor.core.publisher.Mono;

/** Wraps the storage of a test's server, which is started with {@link #SETTING}: the calls that are named fail. */
public final class FaultyStore implements BeanPostProcessor {

    /** Has Spring take this class as one more of its beans. */
    static final Map<String, Object> SETTING = Map.of("spring.main.sources", FaultyStore.class.getName());

    private static final Map<Call, Fault> FAULTS = new ConcurrentHashMap<>();

    /** What a call does in place of its work. */
    interface Fault extends Supplier<Mono<?>> {}

    /**
     * @param method of {@link SourceStore}
     * @param file the end of the URIs of the locations; empty: all
     */
    static void add(String method, String file, Fault fault) {
        FAULTS.put(new Call(method, file), fault);
    }

    private record Call(String method, String file) {

        boolean matches(Method called, Object[] arguments) {
            return called.getName().equals(method)
                    && arguments[0] instanceof Location location
                    && location.uri().endsWith(file);
        }
    }

    static void clear() {
        FAULTS.clear();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!(bean instanceof SourceStore)) {
            return bean;
        }
        return Proxy.newProxyInstance(
                SourceStore.class.getClassLoader(), new Class<?>[] {SourceStore.class}, (proxy, method, arguments) -> {
                    Optional<Fault> fault = FAULTS.entrySet().stream()
                            .filter(it -> it.getKey().matches(method, arguments))
                            .map(Map.Entry::getValue)
                            .findFirst();
                    if (fault.isPresent()) {
                        return fault.get().get();
                    }
                    try {
                        return method.invoke(bean, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
