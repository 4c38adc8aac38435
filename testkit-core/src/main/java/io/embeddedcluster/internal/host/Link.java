package io.embeddedcluster.internal.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One direction between two endpoints of the fabric, such as {@code broker-1->broker-2} or {@code client->broker-1}.
 *
 * <p>Everything that travels from one endpoint to the other passes {@link #carry}, which asks the rules that lie on the
 * link. What a rule stops is lost where it is a message; what belongs to a stream is held, as TCP would hold and retransmit
 * it, and arrives in order when no rule stops it any more. Streams share the link's order: behind what is held they wait.
 *
 * <p>Threading: owned by one event loop, that of the receiving node (of the sending node where the receiver is a client
 * outside). Everything but the counters and the name is touched only there.
 */
public final class Link {

    /** What a link holds at most, in parcels; above it the oldest stream involved is reset. */
    static final int HELD_LIMIT = 100_000;

    private final String name;
    private final Executor owner;
    private final Deque<Parcel> held = new ArrayDeque<>();
    private final AtomicLong carriedCount = new AtomicLong();
    private final List<LinkRule> rules = new ArrayList<>();
    private final Consumer<Throwable> defects;

    Link(String name, Executor owner, Consumer<Throwable> defects) {
        this.name = name;
        this.owner = owner;
        this.defects = defects;
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
        if (rules.isEmpty()) {
            deliver(parcel);
            return;
        }
        // Each rule that decides has fired, though the first of them wins.
        LinkVerdict verdict = LinkVerdict.PASS;
        for (LinkRule rule : rules) {
            LinkVerdict next = ask(rule, parcel);
            if (!next.equals(LinkVerdict.PASS)) {
                rule.fired(this);
                verdict = verdict.equals(LinkVerdict.PASS) ? next : verdict;
            }
        }
        verdict.carryOut(new LinkVerdict.Actions() {
            @Override
            public void pass() {
                if (held.isEmpty() || parcel.isMessage()) {
                    deliver(parcel);
                } else {
                    hold(parcel);
                }
            }

            @Override
            public void stop() {
                hold(parcel);
            }
        });
    }

    private LinkVerdict ask(LinkRule rule, Parcel parcel) {
        try {
            return rule.onParcel(this, parcel);
        } catch (RuntimeException e) {
            defects.accept(new IllegalStateException("rule " + rule + " failed on the link " + name, e));
            return LinkVerdict.PASS;
        }
    }

    private void deliver(Parcel parcel) {
        carriedCount.incrementAndGet();
        parcel.deliver();
    }

    private void hold(Parcel parcel) {
        if (parcel.isMessage()) {
            return;
        }
        if (held.size() >= HELD_LIMIT) {
            parcel.overflow(name);
            return;
        }
        held.addLast(parcel);
    }

    /** Puts a rule on this link, behind those that lie on it. */
    void install(LinkRule rule) {
        rules.add(rule);
    }

    /** Takes a rule off, and releases, in order, what no other rule stops. */
    void remove(LinkRule rule) {
        rules.remove(rule);
        while (!held.isEmpty() && isPassed(held.getFirst())) {
            deliver(held.removeFirst());
        }
    }

    private boolean isPassed(Parcel parcel) {
        return rules.stream().allMatch(rule -> ask(rule, parcel).equals(LinkVerdict.PASS));
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
