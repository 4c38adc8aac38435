package io.embeddedcluster.internal.zookeeper.wire;

/** A request without a body: ping, closeSession, whoAmI. */
public record EmptyRequest(OpCode op) implements ZkRequest {

    @Override
    public void write(JuteWriter out) {}
}
