package dev.cliprange.source;

import dev.cliprange.storage.read.SourceStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import reactor.core.publisher.Mono;

/** Wraps the storage of a test's server, which is started with {@link #SETTING}: calls of the methods that are named fail. */
public final class FaultyStore implements BeanPostProcessor {

    /** Has Spring take this class as one more of its beans. */
    static final Map<String, Object> SETTING = Map.of("spring.main.sources", FaultyStore.class.getName());

    private static final Map<String, Fault> FAULTS = new ConcurrentHashMap<>();

    /** What a call does in place of its work. */
    interface Fault extends Supplier<Mono<?>> {}

    /** @param method of {@link SourceStore} */
    static void add(String method, Fault fault) {
        FAULTS.put(method, fault);
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
                    Optional<Fault> fault = Optional.ofNullable(FAULTS.get(method.getName()));
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
