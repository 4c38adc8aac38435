package io.embeddedcluster.internal.zookeeper.config;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.raft.Membership;
import io.embeddedcluster.internal.zookeeper.handler.EnsembleConfig;
import java.util.List;

/** The servers of an ensemble in Raft's terms: participants are voters, observers are learners. */
public final class EnsembleMembership {

    private EnsembleMembership() {}

    /** {@return the members of that configuration} */
    public static Membership of(EnsembleConfig config) {
        return new Membership(names(config.participants()), names(config.observers()));
    }

    private static List<NodeName> names(List<Integer> ids) {
        return ids.stream().map(NodeName::quorum).toList();
    }
}
