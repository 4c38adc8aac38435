package io.embeddedcluster.internal.zookeeper;

import io.embeddedcluster.internal.zookeeper.handler.EnsembleMember;
import io.embeddedcluster.internal.zookeeper.wire.AuthRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A super user who gives the ensemble other members: makes observers of voters and voters of observers, and has some leave. */
final class SimulatedOperator {

    /** What servers are told of the super user: the digest of {@code super:secret}. */
    static final String DIGEST = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=";

    private static final byte[] PROOF = "super:secret".getBytes(StandardCharsets.UTF_8);
    private static final int FIRST_CLIENT_PORT = 2180;

    private final List<EnsembleMember> members;
    private final RandomGenerator random;

    SimulatedOperator(List<EnsembleMember> members, RandomGenerator random) {
        this.members = members;
        this.random = random;
    }

    AuthRequest proof() {
        return new AuthRequest(0, "digest", PROOF);
    }

    /** {@return something to ask for} */
    ReconfigRequest next() {
        if (random.nextInt(3) == 0) {
            return new ReconfigRequest(lines(member -> random.nextBoolean()), null, null, -1);
        }
        EnsembleMember member = members.get(random.nextInt(members.size()));
        long version = random.nextInt(8) == 0 ? 1 : -1;
        return random.nextInt(4) == 0
                ? new ReconfigRequest(null, Integer.toString(member.id()), null, version)
                : new ReconfigRequest(line(member.id(), random.nextBoolean()), null, null, version);
    }

    /** {@return what brings every server back, as it was at the beginning} */
    ReconfigRequest all() {
        return new ReconfigRequest(lines(EnsembleMember::isObserver), null, null, -1);
    }

    private String lines(Predicate<EnsembleMember> isObserver) {
        return members.stream()
                .map(member -> line(member.id(), isObserver.test(member)))
                .collect(Collectors.joining(","));
    }

    private static String line(int id, boolean isObserver) {
        return member(id, isObserver).toString();
    }

    /** {@return a server as a request names it, and as it is at the beginning} */
    static EnsembleMember member(int id, boolean isObserver) {
        return EnsembleMember.local(id, isObserver, "127.0.0.1:" + (FIRST_CLIENT_PORT + id));
    }
}
