package io.embeddedcluster.internal.zookeeper.config;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftSpec;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleConfig;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which server of an ensemble this is, and how it behaves.
 *
 * @param serverId the number of this server, in the highest byte of the session ids it makes
 * @param self its node
 * @param members the servers that the ensemble began with, the same for all, whether this server is one of them or joins
 * @param config the configs of the server
 * @param raft how the servers agree
 */
public record QuorumSpec(
        int serverId, NodeName self, List<EnsembleMember> members, QuorumConfig config, RaftSpec raft) {

    public QuorumSpec {
        members = List.copyOf(members);
    }

    /**
     * Returns the defaults.
     *
     * @param names of all servers, in the order of their numbers, which count from 1
     */
    public static QuorumSpec of(NodeName self, List<NodeName> names) {
        if (!names.contains(self)) {
            throw new IllegalArgumentException(self + " is not among the members " + names);
        }
        List<EnsembleMember> members = new ArrayList<>();
        names.forEach(name -> members.add(EnsembleMember.local(members.size() + 1, false, null)));
        return new QuorumSpec(names.indexOf(self) + 1, self, members, QuorumConfig.DEFAULTS, RaftSpec.of(self, names));
    }

    /** Returns the defaults of a server whose members are known; it need not be one of them. */
    public static QuorumSpec of(int serverId, List<EnsembleMember> members) {
        NodeName self = NodeName.quorum(serverId);
        RaftSpec raft = RaftSpec.of(self, EnsembleMembership.of(EnsembleConfig.initial(members)));
        return new QuorumSpec(serverId, self, members, QuorumConfig.DEFAULTS, raft);
    }

    /** {@return the same with other settings} */
    public QuorumSpec withConfig(QuorumConfig config) {
        return new QuorumSpec(serverId, self, members, config, raft);
    }

    /** {@return the same with servers that agree in another way} */
    public QuorumSpec withRaft(RaftSpec raft) {
        return new QuorumSpec(serverId, self, members, config, raft);
    }

    /** {@return the same with clients' addresses, one per member, that {@code /zookeeper/config} tells} */
    public QuorumSpec withClientAddresses(List<String> addresses) {
        List<EnsembleMember> addressed = IntStream.range(0, members.size())
                .mapToObj(i ->
                        EnsembleMember.local(members.get(i).id(), members.get(i).isObserver(), addresses.get(i)))
                .toList();
        return new QuorumSpec(serverId, self, addressed, config, raft);
    }

    /** {@return whether this server is all there is, and no ensemble} */
    public boolean isStandalone() {
        return members.size() == 1 && config.standaloneEnabled();
    }

    /** {@return what {@code /zookeeper/config} says at first} */
    public String membership() {
        return EnsembleConfig.initial(members).toString();
    }
}
