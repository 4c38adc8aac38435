package io.embeddedcluster.internal.zookeeper.replicated;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.raft.RaftRules;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.handler.WriteResult;
import io.embeddedcluster.internal.zookeeper.session.ServerSession;
import io.embeddedcluster.internal.zookeeper.tree.EphemeralOwner;
import io.embeddedcluster.internal.zookeeper.tree.TreeChange;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import io.embeddedcluster.internal.zookeeper.tree.ZnodeTree;
import io.embeddedcluster.internal.zookeeper.watch.Watches;
import java.util.List;
import java.util.function.Consumer;

/**
 * The decisions on which the promises to clients rest, each alone in a method, so that a test can break one and see that
 * the breakage is noticed.
 *
 * @spec https://zookeeper.apache.org/doc/r3.9.4/zookeeperProgrammers.html#ch_zkGuarantees Consistency Guarantees
 */
public class QuorumRules {

    /** Nothing is answered but what a majority has. */
    public RaftRules raft() {
        return new RaftRules();
    }

    /** Whatever needs the order of all servers, a sync as well, is answered when it comes out of the log here. */
    public void submit(CommandForwarder forwarder, Command command, Consumer<WriteResult> answer) {
        forwarder.submit(command, answer);
    }

    /** Watches hear of a change while it is made, so events go out before any answer that shows it. */
    public TreeChange.Listener watching(Watches watches, Host host) {
        return watches;
    }

    /** {@return the ephemeral znodes that go with a session, in the transaction that ends it} */
    public List<String> endWith(long session, ZnodeTree tree) {
        return tree.ephemeralsOf(session);
    }

    /** {@return whether a session is still connected there, so that what it has sent that way is done} */
    public boolean mayWriteThrough(long forwarderId, ServerSession session) {
        return session.owner() == forwarderId;
    }

    /**
     * Containers go once they have lost their last child, TTL nodes without children once they were not changed for their
     * time. A container that never had a child stays, unless a time is set for it.
     */
    public boolean isDue(Znode node, long wallMillis, QuorumConfig config) {
        if (!node.children().isEmpty()) {
            return false;
        }
        long age = wallMillis - node.mtime();
        if (EphemeralOwner.isTtl(node.ephemeralOwner())) {
            return age > EphemeralOwner.ttlMillis(node.ephemeralOwner());
        }
        long neverUsed = config.containerMaxNeverUsed().toMillis();
        return node.childCreations() > 0 || (neverUsed != 0 && age > neverUsed);
    }
}
