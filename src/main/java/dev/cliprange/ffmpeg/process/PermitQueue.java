package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The permits that are out, and the requests that wait for one, by {@link Share}. Later requests of others pass a
 * request whose client or key has all the permits that it may have. If no others wait, it gets a permit nevertheless,
 * unless its limit is strict. A full queue refuses the newest request of a holder that has more than its part of the
 * queue. Safe for use by many threads.
 */
final class PermitQueue {

    private final int permits;
    private final HeldPermits held;
    private final Map<Share, Lane> lanes = new EnumMap<>(Share.class);
    private long asked;
    private @Nullable Supplier<Throwable> closed;

    PermitQueue(int permits) {
        this.permits = permits;
        this.held = new HeldPermits(permits);
        for (Share share : Share.values()) {
            lanes.put(share, new Lane(share));
        }
    }

    /** Makes the failure of a request that gets no permit. */
    @FunctionalInterface
    interface Refusal {
        /** @param full the client or key that has all permits it may ever have; empty if the permits of all are out */
        Throwable of(Optional<ProcessHolder.Limited> full);
    }

    /** Receives a permit or a failure. */
    interface Request {
        /** Called once, on the thread that released or requested the permit. */
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
        private final List<ProcessHolder.Limited> holders;
        private final Refusal refusal;
        private final Request request;
        private final long number;
        private final long askedNanos = System.nanoTime();
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

        private Ticket(
                Share share, List<ProcessHolder.Limited> holders, Refusal refusal, Request request, long number) {
            this.share = share;
            this.holders = holders;
            this.refusal = refusal;
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
     * Requests a permit. It may be granted before this returns.
     *
     * @param holders the client and the key of the request, as far as they are limited
     * @param mostWaiting requests of the share that may wait; of one holder, the part that it may have of the permits
     * @param refusal what the request fails with if more would wait
     */
    Ticket ask(Share share, List<ProcessHolder.Limited> holders, int mostWaiting, Refusal refusal, Request request) {
        List<Runnable> signals = new ArrayList<>();
        Ticket ticket;
        synchronized (this) {
            ticket = new Ticket(share, holders, refusal, request, asked++);
            Lane lane = lane(share);
            if (closed != null) {
                Supplier<Throwable> failure = closed;
                ticket.end();
                signals.add(() -> request.failed(failure.get()));
            } else {
                lane.waiting.addLast(ticket);
                dispatch(signals);
                oneTooMany(lane, ticket, mostWaiting).filter(Ticket::end).ifPresent(refused -> {
                    lane.waiting.remove(refused);
                    Optional<ProcessHolder.Limited> full = held.strictlyFull(refused.holders, share);
                    signals.add(() -> refused.request.failed(refused.refusal.of(full)));
                });
            }
        }
        signals.forEach(Runnable::run);
        return ticket;
    }

    /** Removes a request from the queue. @return false if it already has a permit or has failed */
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

    /** The client or key whose strict limit keeps a request waiting; empty if all permits are out. */
    synchronized Optional<ProcessHolder.Limited> full(Ticket ticket) {
        return held.strictlyFull(ticket.holders, ticket.share);
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

    /** True if no client and no key has a permit that is counted. */
    synchronized boolean isHeldByNone() {
        return held.isEmpty();
    }

    private void release(Ticket ticket) {
        List<Runnable> signals = new ArrayList<>();
        synchronized (this) {
            lane(ticket.share).running--;
            held.remove(ticket.holders, ticket.share);
            dispatch(signals);
        }
        signals.forEach(Runnable::run);
    }

    /** Call with the lock held; run the signals without it. */
    private void dispatch(List<Runnable> signals) {
        for (Ticket next = next(); next != null; next = next()) {
            Ticket ticket = next;
            Lane lane = lane(ticket.share);
            lane.waiting.remove(ticket);
            if (ticket.end()) {
                lane.running++;
                held.add(ticket.holders, ticket.share);
                Duration waited = Duration.ofNanos(System.nanoTime() - ticket.askedNanos);
                signals.add(() -> ticket.request.granted(new FfmpegPermit(() -> release(ticket), waited)));
            }
        }
    }

    private @Nullable Ticket next() {
        if (closed != null || running() >= permits) {
            return null;
        }
        Ticket best =
                best((ticket, lane) -> held.full(ticket.holders, lane.share).isEmpty());
        return best != null
                ? best
                : best((ticket, lane) ->
                        held.strictlyFull(ticket.holders, lane.share).isEmpty());
    }

    /** The first of the oldest requests of all lanes that may have a permit; null if there is none. */
    private @Nullable Ticket best(BiPredicate<Ticket, Lane> mayHave) {
        Ticket best = null;
        for (Lane lane : lanes.values()) {
            Ticket first = mayEnter(lane) ? first(lane, mayHave) : null;
            if (first != null && (best == null || isBefore(first, best))) {
                best = first;
            }
        }
        return best;
    }

    private boolean mayEnter(Lane lane) {
        if (lane.running >= lane.share.most(permits)) {
            return false;
        }
        return lane.share == Share.VIEWER || running() - lane(Share.VIEWER).running < Share.others(permits);
    }

    private static @Nullable Ticket first(Lane lane, BiPredicate<Ticket, Lane> mayHave) {
        for (Ticket ticket : lane.waiting) {
            if (mayHave.test(ticket, lane)) {
                return ticket;
            }
        }
        return null;
    }

    private boolean isBefore(Ticket ticket, Ticket other) {
        boolean guaranteed = lane(ticket.share).running < ticket.share.guaranteed(permits);
        boolean otherGuaranteed = lane(other.share).running < other.share.guaranteed(permits);
        return guaranteed == otherGuaranteed ? ticket.number < other.number : guaranteed;
    }

    /**
     * The request that is refused because a new one waits: the new one, or one of a holder that has more than its part.
     */
    private Optional<Ticket> oneTooMany(Lane lane, Ticket newest, int mostWaiting) {
        if (newest.holders.stream()
                .anyMatch(holder -> holder.strict() && hasMoreThanItsPart(lane, holder, mostWaiting))) {
            return Optional.of(newest);
        }
        if (lane.waiting.size() <= mostWaiting) {
            return Optional.empty();
        }
        for (Iterator<Ticket> tickets = lane.waiting.descendingIterator(); tickets.hasNext(); ) {
            Ticket ticket = tickets.next();
            if (ticket.holders.stream().anyMatch(holder -> hasMoreThanItsPart(lane, holder, mostWaiting))) {
                return Optional.of(ticket);
            }
        }
        return Optional.of(newest);
    }

    private boolean hasMoreThanItsPart(Lane lane, ProcessHolder.Limited holder, int mostWaiting) {
        long waits = lane.waiting.stream()
                .filter(ticket -> ticket.holders.contains(holder))
                .count();
        return waits > held.part(holder, mostWaiting);
    }

    private Lane lane(Share share) {
        Lane lane = lanes.get(share);
        if (lane == null) {
            throw new IllegalStateException("no lane for " + share);
        }
        return lane;
    }
}
