package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.RaftSpec;
import io.embeddedcluster.internal.zookeeper.wire.FrameDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one server of an ensemble behaves.
 *
 * @param self which of the members this is
 * @param members all servers of the ensemble
 * @param tick the unit of session expiry
 * @param minSessionTimeout least timeout that a client gets
 * @param maxSessionTimeout greatest timeout that a client gets
 * @param raft how the servers agree
 * @param frameLimitBytes longest frame accepted from a client ({@code jute.maxbuffer})
 * @param maxOutstanding requests of one connection that may wait for their answer before no more are read from it
 * @param passwordSecret what session passwords derive from; the same on all members
 */
public record QuorumSpec(
        NodeName self,
        List<Member> members,
        Duration tick,
        Duration minSessionTimeout,
        Duration maxSessionTimeout,
        RaftSpec raft,
        int frameLimitBytes,
        int maxOutstanding,
        long passwordSecret) {

    private static final Duration DEFAULT_TICK = Duration.ofMillis(50);
    private static final Duration DEFAULT_MAX_SESSION_TIMEOUT = Duration.ofSeconds(60);

    public QuorumSpec {
        members = List.copyOf(members);
        if (members.stream().noneMatch(member -> member.name().equals(self))) {
            throw new IllegalArgumentException(self + " is not among the members " + members);
        }
        if (tick.toMillis() < 1) {
            throw new IllegalArgumentException("tick " + tick + " (expected: at least 1 ms)");
        }
        if (minSessionTimeout.toMillis() < 1 || minSessionTimeout.compareTo(maxSessionTimeout) > 0) {
            throw new IllegalArgumentException("session timeouts from " + minSessionTimeout + " to " + maxSessionTimeout
                    + " (expected: at least 1 ms, and a range)");
        }
        if (frameLimitBytes < 1 || maxOutstanding < 1) {
            throw new IllegalArgumentException("frame limit " + frameLimitBytes + ", outstanding requests "
                    + maxOutstanding + " (expected: at least 1)");
        }
    }

    /**
     * Returns the defaults: ticks of 50 ms, session timeouts from two ticks to a minute.
     *
     * @param names of all servers, in the order of their numbers, which count from 1
     */
    public static QuorumSpec of(NodeName self, List<NodeName> names) {
        List<Member> members = new ArrayList<>();
        names.forEach(name -> members.add(new Member(members.size() + 1, name, null)));
        return new QuorumSpec(
                self,
                members,
                DEFAULT_TICK,
                DEFAULT_TICK.multipliedBy(2),
                DEFAULT_MAX_SESSION_TIMEOUT,
                RaftSpec.of(self, names),
                FrameDecoder.DEFAULT_LIMIT_BYTES,
                1_000,
                0x5e_55_10_4eL);
    }

    /** {@return the same with another tick, and a least session timeout of two} */
    public QuorumSpec withTick(Duration tick) {
        return new QuorumSpec(
                self,
                members,
                tick,
                tick.multipliedBy(2),
                maxSessionTimeout,
                raft,
                frameLimitBytes,
                maxOutstanding,
                passwordSecret);
    }

    /** {@return the same with other limits of session timeouts} */
    public QuorumSpec withSessionTimeouts(Duration min, Duration max) {
        return new QuorumSpec(self, members, tick, min, max, raft, frameLimitBytes, maxOutstanding, passwordSecret);
    }

    /** {@return the same with servers that agree in another way} */
    public QuorumSpec withRaft(RaftSpec raft) {
        return new QuorumSpec(
                self,
                members,
                tick,
                minSessionTimeout,
                maxSessionTimeout,
                raft,
                frameLimitBytes,
                maxOutstanding,
                passwordSecret);
    }

    /** {@return the same with clients' addresses, one per member, that {@code /zookeeper/config} tells} */
    public QuorumSpec withClientAddresses(List<String> addresses) {
        List<Member> addressed = new ArrayList<>();
        for (Member member : members) {
            addressed.add(new Member(member.id(), member.name(), addresses.get(addressed.size())));
        }
        return new QuorumSpec(
                self,
                addressed,
                tick,
                minSessionTimeout,
                maxSessionTimeout,
                raft,
                frameLimitBytes,
                maxOutstanding,
                passwordSecret);
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
    String config() {
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
