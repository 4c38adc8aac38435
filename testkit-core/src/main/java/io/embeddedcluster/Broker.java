package io.embeddedcluster;

import io.embeddedcluster.internal.engine.Engine;
import io.embeddedcluster.internal.engine.NodeControl;

/** A handle to one broker. */
public final class Broker extends Node {

    Broker(int id, Engine engine, NodeControl control) {
        super(id, engine, control);
    }
}
