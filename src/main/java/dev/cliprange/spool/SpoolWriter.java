package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/** Hands the maker's bytes to the clip, one buffer at a time. */
final class SpoolWriter extends BaseSubscriber<ByteBuf> {

    private final SpooledClip clip;
    private final ClipMaker maker;
    private final MonoSink<Void> sink;

    SpoolWriter(SpooledClip clip, ClipMaker maker, MonoSink<Void> sink) {
        this.clip = clip;
        this.maker = maker;
        this.sink = sink;
    }

    @Override
    public Context currentContext() {
        return Context.of(sink.contextView());
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        maker.writtenBy(this);
    }

    @Override
    protected void hookOnNext(ByteBuf piece) {
        clip.append(piece);
    }

    @Override
    protected void hookOnComplete() {
        maker.ended();
        sink.success();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        sink.error(failure);
    }
}
