package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the commands of one server's clients to the leader, each once and in order, and gives clients their results when
 * the commands come out of this server's log. A server makes one for each stretch of service under one leader.
 *
 * <p>A forwarder sends a command again until the leader has taken it, within the same term. It never sends it to another
 * leader: a server that loses its leader ends the forwarder, and closes its clients' connections without an answer. The
 * leader itself has a forwarder too, which forwards to itself. Threading: the node's event loop.
 */
public final class CommandForwarder {

    private final long id;
    private final long term;
    private final NodeName leader;
    private final Timers timers;
    private final Duration retryInterval;
    private final Consumer<PeerMessage.Forward> toLeader;
    private final Deque<PeerMessage.Forward> untaken = new ArrayDeque<>();
    private final Deque<Consumer<WriteResult>> unapplied = new ArrayDeque<>();
    private long lastSequence;
    private long appliedSequence;
    private Timers.@Nullable Timer retry;
    private boolean closed;

    /**
     * Begins to forward.
     *
     * @param id made by {@link ForwarderIds}; tells this forwarder from all others
     * @param toLeader takes a message to the leader; may lose it
     */
    public CommandForwarder(
            long id,
            long term,
            NodeName leader,
            Timers timers,
            Duration retryInterval,
            Consumer<PeerMessage.Forward> toLeader) {
        this.id = id;
        this.term = term;
        this.leader = leader;
        this.timers = timers;
        this.retryInterval = retryInterval;
        this.toLeader = toLeader;
    }

    public long id() {
        return id;
    }

    public long term() {
        return term;
    }

    public NodeName leader() {
        return leader;
    }

    /** {@return how many commands have no result yet} */
    public int outstanding() {
        return unapplied.size();
    }

    /** Sends a command; the callback is given its result unless this forwarder ends before. */
    void submit(Command command, Consumer<WriteResult> callback) {
        long sequence = ++lastSequence;
        ByteBuffer entry = new CommandEntry(0, id, sequence, command).toBuffer();
        PeerMessage.Forward forward = new PeerMessage.Forward(term, id, sequence, entry);
        untaken.add(forward);
        unapplied.add(callback);
        toLeader.accept(forward);
        if (retry == null && !untaken.isEmpty()) {
            retry = timers.schedule(retryInterval, this::sendAgain);
        }
    }

    private void sendAgain() {
        retry = null;
        if (!closed && !untaken.isEmpty()) {
            // Taken ones leave the queue meanwhile where the leader is this server.
            new ArrayDeque<>(untaken).forEach(toLeader);
            retry = timers.schedule(retryInterval, this::sendAgain);
        }
    }

    /** The leader has everything up to that sequence. */
    public void taken(long sequence) {
        while (!untaken.isEmpty() && untaken.getFirst().sequence() <= sequence) {
            untaken.removeFirst();
        }
    }

    /** A command came out of the log; gives its result to whom it belongs, where it was forwarded by this one. */
    public void applied(CommandEntry entry, WriteResult result) {
        if (entry.forwarderId() != id || closed) {
            return;
        }
        appliedSequence++;
        Consumer<WriteResult> callback = unapplied.poll();
        if (entry.sequence() != appliedSequence || callback == null) {
            throw new IllegalStateException(
                    "applied sequence " + entry.sequence() + " of " + lastSequence + ", expected " + appliedSequence);
        }
        taken(entry.sequence());
        callback.accept(result);
    }

    /** Forwards nothing more; what has no result gets none. */
    public void close() {
        closed = true;
        untaken.clear();
        unapplied.clear();
        if (retry != null) {
            retry.cancel();
        }
    }
}
