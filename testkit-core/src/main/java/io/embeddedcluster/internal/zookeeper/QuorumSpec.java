package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one server of an ensemble behaves.
 *
 * @param self which of the members this is
 * @param members all servers of the ensemble
 * @param config what can be set
 * @param raft how the servers agree
 */
public record QuorumSpec(NodeName self, List<Member> members, QuorumConfig config, RaftSpec raft) {

    public QuorumSpec {
        members = List.copyOf(members);
        if (members.stream().noneMatch(member -> member.name().equals(self))) {
            throw new IllegalArgumentException(self + " is not among the members " + members);
        }
    }

    /**
     * Returns the defaults.
     *
     * @param names of all servers, in the order of their numbers, which count from 1
     */
    public static QuorumSpec of(NodeName self, List<NodeName> names) {
        List<Member> members = new ArrayList<>();
        names.forEach(name -> members.add(new Member(members.size() + 1, name, null)));
        return new QuorumSpec(self, members, QuorumConfig.DEFAULTS, RaftSpec.of(self, names));
    }

    /** {@return the same with other settings} */
    public QuorumSpec withConfig(QuorumConfig config) {
        return new QuorumSpec(self, members, config, raft);
    }

    /** {@return the same with servers that agree in another way} */
    public QuorumSpec withRaft(RaftSpec raft) {
        return new QuorumSpec(self, members, config, raft);
    }

    /** {@return the same with clients' addresses, one per member, that {@code /zookeeper/config} tells} */
    public QuorumSpec withClientAddresses(List<String> addresses) {
        List<Member> addressed = new ArrayList<>();
        for (Member member : members) {
            addressed.add(new Member(member.id(), member.name(), addresses.get(addressed.size())));
        }
        return new QuorumSpec(self, addressed, config, raft);
    }

    /** {@return the number of this server} */
    public int serverId() {
        return members.stream()
                .filter(member -> member.name().equals(self))
                .mapToInt(Member::id)
                .findFirst()
                .orElseThrow();
    }

    /** {@return what {@code /zookeeper/config} says} */
    String membership() {
        StringBuilder config = new StringBuilder();
        for (Member member : members) {
            config.append("server.").append(member.id()).append("=127.0.0.1:2888:3888:participant");
            if (member.clientAddress() != null) {
                config.append(';').append(member.clientAddress());
            }
            config.append('\n');
        }
        return config.append("version=0").toString();
    }

    /**
     * One server of the ensemble.
     *
     * @param id its number, 1 to 254, in the highest byte of the session ids it makes
     * @param name of its node
     * @param clientAddress where clients reach it, as {@code host:port}; null where that is not to be told
     */
    public record Member(int id, NodeName name, @Nullable String clientAddress) {

        public Member {
            if (id < 1 || id > 254) {
                throw new IllegalArgumentException("server " + id + " (expected: a number from 1 to 254)");
            }
        }
    }
}
