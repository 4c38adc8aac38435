package io.embeddedcluster;

import io.embeddedcluster.internal.engine.NodeSlot;

/** A handle to one broker. */
public final class Broker extends Node {

    Broker(int id, NodeSlot<?> slot) {
        super(id, slot);
    }
}
