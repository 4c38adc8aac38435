package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.check.CheckResult;
import io.embeddedcluster.history.Journal;
import io.embeddedcluster.internal.engine.Capability;
import io.embeddedcluster.internal.engine.Disturbance;
import io.embeddedcluster.internal.engine.Engine;
import io.embeddedcluster.internal.engine.Engines;
import io.embeddedcluster.internal.engine.Ensemble;
import io.embeddedcluster.internal.engine.Links;
import io.embeddedcluster.internal.engine.NodeControl;
import io.embeddedcluster.internal.engine.QuorumNodeControl;
import io.embeddedcluster.internal.engine.Topics;
import io.embeddedcluster.internal.engine.TrustedFile;
import io.embeddedcluster.internal.host.Fabric;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.live.TrustStoreFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** The engine that runs our own servers in this JVM: it can do all that there is. Threading: any thread but an event loop. */
public final class EmbeddedEngine implements Engine {

    private final RunningCluster running;
    private final List<NodeControl> brokers;
    private final List<QuorumNodeControl> quorum = new CopyOnWriteArrayList<>();
    private final BrokerTopics topics;
    private final QuorumEnsemble ensemble;

    /** Puts a running cluster behind the seam. */
    public EmbeddedEngine(RunningCluster running) {
        this.running = running;
        this.brokers =
                running.brokers().stream().<NodeControl>map(SlotControl::new).toList();
        List<QuorumNodeControl> present = new ArrayList<>();
        for (int id = 1; id <= running.quorum().size(); id++) {
            present.add(new QuorumSlotControl(id, running.quorumNode(id)));
        }
        this.quorum.addAll(present);
        this.topics = new BrokerTopics(running);
        this.ensemble = new QuorumEnsemble(running);
    }

    @Override
    public String name() {
        return Engines.EMBEDDED;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public long seed() {
        return running.seed();
    }

    @Override
    public List<NodeControl> brokers() {
        return brokers;
    }

    @Override
    public List<QuorumNodeControl> quorum() {
        return List.copyOf(quorum);
    }

    @Override
    public synchronized QuorumNodeControl addQuorumNode() {
        QuorumNodeControl added = new QuorumSlotControl(quorum.size() + 1, running.addQuorumNode());
        quorum.add(added);
        return added;
    }

    @Override
    public boolean isQuorumOutside() {
        return running.isQuorumOutside();
    }

    @Override
    public String quorumConnectString() {
        return running.quorumConnectString();
    }

    @Override
    public Optional<TrustedFile> trustStore() {
        return running.trustStore()
                .map(file -> new TrustedFile(file.path(), TrustStoreFile.PASSWORD, TrustStoreFile.TYPE));
    }

    @Override
    public Topics topics() {
        return topics;
    }

    @Override
    public Ensemble ensemble() {
        return ensemble;
    }

    @Override
    public Links links() {
        return this::split;
    }

    private Disturbance split(Set<String> oneSide, Set<String> otherSide) {
        Fabric fabric = running.fabric();
        Split split = fabric.split(names(oneSide), names(otherSide));
        return new Disturbance() {
            @Override
            public long timesFired() {
                return split.stoppedCount();
            }

            @Override
            public void end() {
                fabric.heal(split);
            }
        };
    }

    private static Set<NodeName> names(Set<String> side) {
        Set<NodeName> names = new TreeSet<>();
        side.forEach(name -> names.add(new NodeName(name)));
        return names;
    }

    @Override
    public Journal journal() {
        return new ClusterJournal(running.journal());
    }

    @Override
    public void record(String kind, String detail) {
        running.journal().record("cluster", kind, detail);
    }

    @Override
    public CheckResult check() {
        return new ClusterCheck(running).result();
    }

    @Override
    public boolean isClosed() {
        return running.isClosed();
    }

    @Override
    public void close() {
        running.close();
    }
}
