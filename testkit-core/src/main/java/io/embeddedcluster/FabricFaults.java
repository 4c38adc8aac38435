package io.embeddedcluster;

import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.fault.Faults;
import io.embeddedcluster.internal.host.Fabric;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The faults of one cluster, on its fabric. */
final class FabricFaults implements Faults {

    private final Cluster cluster;
    private final Fabric fabric;
    private final ActiveFaults active;

    FabricFaults(Cluster cluster, Fabric fabric, ActiveFaults active) {
        this.cluster = cluster;
        this.fabric = fabric;
        this.active = active;
    }

    @Override
    public Fault split(Set<? extends Node> oneSide, Set<? extends Node> otherSide) {
        Set<NodeName> one = names(oneSide);
        Set<NodeName> other = names(otherSide);
        for (NodeName name : one) {
            if (other.contains(name)) {
                throw new IllegalArgumentException(name + " is on both sides of the split");
            }
        }
        Split split = fabric.split(one, other);
        return active.add("split", "split " + one + " from " + other, split::stoppedCount, () -> fabric.heal(split));
    }

    private Set<NodeName> names(Set<? extends Node> side) {
        if (side.isEmpty()) {
            throw new IllegalArgumentException("one side of the split is empty (expected: at least one node)");
        }
        Set<NodeName> names = new TreeSet<>();
        for (Node node : side) {
            if (!cluster.brokers().contains(node) && !cluster.quorum().contains(node)) {
                throw new IllegalArgumentException(node + " is not a node of this cluster");
            }
            names.add(new NodeName(node.name()));
        }
        return names;
    }

    @Override
    public Fault isolate(Node node) {
        List<Node> others = new ArrayList<>(cluster.brokers());
        others.addAll(cluster.quorum());
        others.remove(node);
        return split(Set.of(node), Set.copyOf(others));
    }

    @Override
    public void heal() {
        active().forEach(Fault::close);
    }

    @Override
    public List<Fault> active() {
        return active.all();
    }
}
