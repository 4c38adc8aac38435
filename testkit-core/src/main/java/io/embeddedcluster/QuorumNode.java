package io.embeddedcluster;

import io.embeddedcluster.internal.engine.NodeSlot;

/** A handle to one quorum node, which is a ZooKeeper server. */
public final class QuorumNode extends Node {

    QuorumNode(int id, NodeSlot<?> slot) {
        super(id, slot);
    }
}
