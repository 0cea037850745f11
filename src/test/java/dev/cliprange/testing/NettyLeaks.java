package dev.cliprange.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class during which a Netty buffer was collected that was not released. Put on the class with
 * {@code @ExtendWith(NettyLeaks.class)}.
 *
 * <p>Netty notices a leak only when the garbage collector has taken the buffer, and says so only at a later allocation; so
 * both are provoked: after the class, since this takes about a second, and after each test as well with
 * {@code -Dcliprange.full=true}. The record of a leak says where the buffer was made. Netty reports leaks with the same record
 * once in a JVM.
 */
public final class NettyLeaks implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final int ROUNDS = 3;
    private static final List<String> FOUND = new CopyOnWriteArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        watch();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (Boolean.getBoolean("cliprange.full")) {
            check();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check();
    }

    /** Looks at every buffer from now on, and forgets what was found before. */
    public static void watch() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, record) -> FOUND.add(type + record));
        provoke();
        FOUND.clear();
    }

    /**
     * Collects garbage and looks.
     *
     * @throws AssertionError with where each leaked buffer was made and last touched, since the last call
     */
    public static void check() {
        provoke();
        if (!FOUND.isEmpty()) {
            var found = List.copyOf(FOUND);
            FOUND.clear();
            throw new AssertionError(found.size() + " buffers leaked:\n" + String.join("\n", found));
        }
    }

    private static void provoke() {
        for (int round = 0; round < ROUNDS; round++) {
            System.gc();
            // The collector hands its finds over in its own time.
            pause();
            ByteBufAllocator.DEFAULT.buffer(1).release();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
