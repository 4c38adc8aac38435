package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftNode;
import io.embeddedcluster.internal.zookeeper.replicated.CommandForwarder;
import io.embeddedcluster.internal.zookeeper.replicated.PeerMessage;
import io.embeddedcluster.internal.zookeeper.replicated.ZkLeader;
import io.embeddedcluster.internal.zookeeper.server.ClientService;
import io.embeddedcluster.internal.zookeeper.wire.JuteFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one server has for the leader to it, be it another server or this one itself: commands of clients, and which
 * sessions have shown themselves. Where this server leads, it gives its {@link ZkLeader} what the other servers send.
 *
 * <p>Threading: the node's event loop.
 */
final class LeaderChannel implements PeerMessage.Receiver {

    private final Host host;
    private final RaftNode raft;
    private final ClientService service;
    private @Nullable ZkLeader zkLeader;

    LeaderChannel(Host host, RaftNode raft, ClientService service) {
        this.host = host;
        this.raft = raft;
        this.service = service;
    }

    /** {@return what leads the ensemble, or null where this server does not} */
    @Nullable
    ZkLeader zkLeader() {
        return zkLeader;
    }

    /** This server leads from now on; returns the way of its own commands to the leader. */
    Consumer<PeerMessage.Forward> toItself(ZkLeader leader) {
        zkLeader = leader;
        return this::takeOwn;
    }

    /** Another server leads; returns the way of commands to it. */
    Consumer<PeerMessage.Forward> toOther(NodeName leader) {
        return forward -> raft.send(leader, forward.toBuffer());
    }

    private void takeOwn(PeerMessage.Forward forward) {
        CommandForwarder forwarder = service.forwarder();
        if (zkLeader != null && forwarder != null) {
            forwarder.taken(zkLeader.take(forward));
        }
    }

    /** Ends what leads, where that is this server. */
    void close() {
        if (zkLeader != null) {
            zkLeader.close();
            zkLeader = null;
        }
    }

    /** Tells the leader which sessions have shown themselves here. */
    void reportTouches() {
        CommandForwarder forwarder = service.forwarder();
        if (forwarder == null) {
            return;
        }
        long now = host.clock().nanos();
        List<PeerMessage.Touch> touches = new ArrayList<>();
        service.reportTouches().forEach((session, moment) -> touches.add(new PeerMessage.Touch(session, now - moment)));
        if (touches.isEmpty()) {
            return;
        }
        if (zkLeader != null) {
            zkLeader.touched(forwarder.id(), touches);
        } else {
            raft.send(
                    forwarder.leader(), new PeerMessage.Touches(forwarder.term(), forwarder.id(), touches).toBuffer());
        }
    }

    // ---- from other servers

    /** Takes a message of another server; one of another term means nothing. */
    void onPeerMessage(NodeName sender, ByteBuffer bytes) {
        PeerMessage message;
        try {
            message = PeerMessage.read(bytes);
        } catch (JuteFormatException malformed) {
            host.defect(malformed);
            return;
        }
        CommandForwarder forwarder = service.forwarder();
        if (forwarder != null && message.term() == forwarder.term()) {
            message.deliver(sender, this);
        }
    }

    @Override
    public void onTaken(PeerMessage.Taken taken) {
        CommandForwarder forwarder = service.forwarder();
        if (forwarder != null && taken.forwarderId() == forwarder.id()) {
            forwarder.taken(taken.sequence());
        }
    }

    @Override
    public void onForward(NodeName sender, PeerMessage.Forward forward) {
        long sequence = zkLeader == null ? 0 : zkLeader.take(forward);
        if (sequence > 0) {
            raft.send(sender, new PeerMessage.Taken(forward.term(), forward.forwarderId(), sequence).toBuffer());
        }
    }

    @Override
    public void onTouches(PeerMessage.Touches touches) {
        if (zkLeader != null) {
            zkLeader.touched(touches.forwarderId(), touches.touches());
        }
    }
}
