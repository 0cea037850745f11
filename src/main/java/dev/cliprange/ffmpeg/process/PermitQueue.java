package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The permits that are out, and the requests that wait for one, by {@link Share}. Safe for use by many threads. */
final class PermitQueue {

    private final int permits;
    private final Map<Share, Lane> lanes = new EnumMap<>(Share.class);
    private long asked;
    private @Nullable Supplier<Throwable> closed;

    PermitQueue(int permits) {
        this.permits = permits;
        for (Share share : Share.values()) {
            lanes.put(share, new Lane(share));
        }
    }

    /** What gets a permit. */
    interface Request {
        /** Called once, on the thread that freed or asked for the permit. */
        void granted(FfmpegPermit permit);

        /** Called once, instead of a permit. */
        void failed(Throwable failure);
    }

    /** A request in the queue. Each state is left once. */
    static final class Ticket {

        private enum State {
            WAITING,
            ENDED
        }

        private final Share share;
        private final Request request;
        private final long number;
        private final long askedNanos = System.nanoTime();
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

        private Ticket(Share share, Request request, long number) {
            this.share = share;
            this.request = request;
            this.number = number;
        }

        boolean waits() {
            return state.get() == State.WAITING;
        }

        private boolean end() {
            return state.compareAndSet(State.WAITING, State.ENDED);
        }
    }

    private static final class Lane {
        private final Share share;
        private final Deque<Ticket> waiting = new ArrayDeque<>();
        private int running;

        private Lane(Share share) {
            this.share = share;
        }
    }

    /**
     * Asks for a permit. It may be granted before this returns.
     *
     * @param mostWaiting requests of the share that may wait
     * @param refusal what the request fails with if more would wait
     */
    Ticket ask(Share share, int mostWaiting, Supplier<Throwable> refusal, Request request) {
        List<Runnable> signals = new ArrayList<>();
        Ticket ticket;
        synchronized (this) {
            ticket = new Ticket(share, request, asked++);
            Lane lane = lane(share);
            if (closed != null) {
                Supplier<Throwable> failure = closed;
                ticket.end();
                signals.add(() -> request.failed(failure.get()));
            } else {
                lane.waiting.addLast(ticket);
                dispatch(signals);
                if (lane.waiting.size() > mostWaiting && ticket.end()) {
                    lane.waiting.remove(ticket);
                    signals.add(() -> request.failed(refusal.get()));
                }
            }
        }
        signals.forEach(Runnable::run);
        return ticket;
    }

    /** Takes a request out of the queue. @return false if it has a permit or has failed already */
    boolean withdraw(Ticket ticket) {
        if (!ticket.end()) {
            return false;
        }
        List<Runnable> signals = new ArrayList<>();
        synchronized (this) {
            lane(ticket.share).waiting.remove(ticket);
            dispatch(signals);
        }
        signals.forEach(Runnable::run);
        return true;
    }

    /** Grants no more permits; every waiting request fails. */
    void close(Supplier<Throwable> failure) {
        List<Runnable> signals = new ArrayList<>();
        synchronized (this) {
            closed = failure;
            for (Lane lane : lanes.values()) {
                for (Ticket ticket : lane.waiting) {
                    if (ticket.end()) {
                        signals.add(() -> ticket.request.failed(failure.get()));
                    }
                }
                lane.waiting.clear();
            }
        }
        signals.forEach(Runnable::run);
    }

    synchronized int running() {
        return lanes.values().stream().mapToInt(lane -> lane.running).sum();
    }

    synchronized int waiting() {
        return lanes.values().stream().mapToInt(lane -> lane.waiting.size()).sum();
    }

    private void release(Share share) {
        List<Runnable> signals = new ArrayList<>();
        synchronized (this) {
            lane(share).running--;
            dispatch(signals);
        }
        signals.forEach(Runnable::run);
    }

    /** Needs the lock; the signals are to be run without it. */
    private void dispatch(List<Runnable> signals) {
        for (Lane next = next(); next != null; next = next()) {
            Ticket ticket = next.waiting.removeFirst();
            if (ticket.end()) {
                next.running++;
                Share share = next.share;
                Duration waited = Duration.ofNanos(System.nanoTime() - ticket.askedNanos);
                signals.add(() -> ticket.request.granted(new FfmpegPermit(() -> release(share), waited)));
            }
        }
    }

    private @Nullable Lane next() {
        if (closed != null || running() >= permits) {
            return null;
        }
        Lane best = null;
        for (Lane lane : lanes.values()) {
            if (mayEnter(lane) && (best == null || isBefore(lane, best))) {
                best = lane;
            }
        }
        return best;
    }

    private boolean mayEnter(Lane lane) {
        if (lane.waiting.isEmpty() || lane.running >= lane.share.most(permits)) {
            return false;
        }
        return lane.share == Share.VIEWER || running() - lane(Share.VIEWER).running < Share.others(permits);
    }

    private boolean isBefore(Lane lane, Lane other) {
        boolean guaranteed = lane.running < lane.share.guaranteed(permits);
        boolean otherGuaranteed = other.running < other.share.guaranteed(permits);
        if (guaranteed != otherGuaranteed) {
            return guaranteed;
        }
        return lane.waiting.getFirst().number < other.waiting.getFirst().number;
    }

    private Lane lane(Share share) {
        Lane lane = lanes.get(share);
        if (lane == null) {
            throw new IllegalStateException("no lane for " + share);
        }
        return lane;
    }
}
