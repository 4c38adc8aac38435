package io.embeddedcluster.internal.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction between two endpoints of the fabric, such as {@code broker-1->broker-2} or {@code client->broker-1}.
 *
 * <p>Everything that travels from one endpoint to the other passes {@link #carry}. While at least one split lies on the
 * link, messages are lost, and what belongs to a stream is held, as TCP would hold and retransmit it; it arrives in order
 * when the last split is healed.
 *
 * <p>Threading: owned by one event loop, that of the receiving node (of the sending node where the receiver is a client
 * outside). Everything but the counters and the name is touched only there.
 */
public final class Link {

    /** What a link holds for a split at most, in parcels; above it the oldest stream involved is reset. */
    static final int HELD_LIMIT = 100_000;

    private final String name;
    private final Executor owner;
    private final Deque<Parcel> held = new ArrayDeque<>();
    private final AtomicLong carriedCount = new AtomicLong();
    private final Deque<Split> splits = new ArrayDeque<>();

    Link(String name, Executor owner) {
        this.name = name;
        this.owner = owner;
    }

    /** {@return the name, {@code from->to}} */
    public String name() {
        return name;
    }

    /** {@return the event loop that owns this link} */
    public Executor owner() {
        return owner;
    }

    /** {@return how many parcels arrived over this link} */
    public long carriedCount() {
        return carriedCount.get();
    }

    /** Carries one parcel: delivers it now, holds it, or loses it. */
    public void carry(Parcel parcel) {
        if (splits.isEmpty()) {
            carriedCount.incrementAndGet();
            parcel.deliver();
            return;
        }
        splits.forEach(split -> split.stopped(this));
        if (parcel.isMessage()) {
            return;
        }
        if (held.size() >= HELD_LIMIT) {
            parcel.overflow(name);
            return;
        }
        held.addLast(parcel);
    }

    /** Puts a split on this link. */
    void cut(Split split) {
        splits.addLast(split);
    }

    /** Takes a split off; the last one releases what was held, in order. */
    void heal(Split split) {
        splits.removeLastOccurrence(split);
        while (splits.isEmpty() && !held.isEmpty()) {
            carriedCount.incrementAndGet();
            held.removeFirst().deliver();
        }
    }

    /** One thing that travels: bytes of a stream, its opening or end, or a message. */
    public interface Parcel {

        /** Arrives at the other end. */
        void deliver();

        /** {@return whether this is a message, which may be lost, and not part of a stream} */
        default boolean isMessage() {
            return false;
        }

        /** The link holds too much and cannot take this parcel: its stream is to be reset. */
        default void overflow(String linkName) {}
    }
}
