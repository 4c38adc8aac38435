package io.embeddedcluster.internal.zookeeper.wire;

/** A request that is all said by its header: ping, closeSession, whoAmI. */
public record EmptyRequest(OpCode op) implements ZkRequest {

    @Override
    public void write(JuteWriter out) {}
}
