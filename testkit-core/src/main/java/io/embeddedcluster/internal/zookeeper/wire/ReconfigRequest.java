package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * Asks that the ensemble get other members.
 *
 * @param joining servers that come or change, as lines of a configuration
 * @param leaving numbers of servers that go
 * @param members all servers from then on; instead of the two others
 * @param configVersion that the present configuration must have, or -1 for any
 */
public record ReconfigRequest(
        @Nullable String joining,
        @Nullable String leaving,
        @Nullable String members,
        long configVersion) implements ZkRequest {

    /** Reads one. */
    public static ReconfigRequest read(JuteReader in) {
        return new ReconfigRequest(
                in.readNullableString("joiningServers"),
                in.readNullableString("leavingServers"),
                in.readNullableString("newMembers"),
                in.readLong("curConfigId"));
    }

    @Override
    public OpCode op() {
        return OpCode.RECONFIG;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(joining).writeString(leaving).writeString(members).writeLong(configVersion);
    }
}
