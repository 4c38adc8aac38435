package io.embeddedcluster;

import io.embeddedcluster.fault.Fault;
import io.embeddedcluster.fault.FaultTarget;
import io.embeddedcluster.fault.Faults;
import io.embeddedcluster.internal.engine.Capability;
import io.embeddedcluster.internal.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The faults of one cluster, on the links between its nodes. Threading: any thread but an event loop. */
final class LinkFaults implements Faults {

    private final Cluster cluster;
    private final Engine engine;
    private final ActiveFaults active;

    LinkFaults(Cluster cluster, Engine engine, ActiveFaults active) {
        this.cluster = cluster;
        this.engine = engine;
        this.active = active;
    }

    @Override
    public Fault split(Set<? extends FaultTarget> oneSide, Set<? extends FaultTarget> otherSide) {
        Set<String> one = names(oneSide);
        Set<String> other = names(otherSide);
        for (String name : one) {
            if (other.contains(name)) {
                throw new IllegalArgumentException(name + " is on both sides of the split");
            }
        }
        String description = "split " + one + " from " + other;
        engine.require(Capability.SPLIT, description);
        return active.add("split", description, engine.links().split(one, other));
    }

    private Set<String> names(Set<? extends FaultTarget> side) {
        if (side.isEmpty()) {
            throw new IllegalArgumentException("one side of the split is empty (expected: at least one node)");
        }
        Set<String> names = new TreeSet<>();
        for (FaultTarget node : side) {
            if (!cluster.brokers().contains(node) && !cluster.quorum().contains(node)) {
                throw new IllegalArgumentException(node + " is not a node of this cluster");
            }
            names.add(node.name());
        }
        return names;
    }

    @Override
    public Fault isolate(FaultTarget node) {
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
