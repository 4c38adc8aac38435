package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.FakeBroker;
import io.embeddedcluster.internal.kafka.znode.FakeEnsemble;
import io.embeddedcluster.internal.kafka.znode.FakeLoop;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the replicas of a broker whose metadata a test decides. */
final class HostedReplicasFixture {

    private HostedReplicasFixture() {}

    /** Returns the replicas of broker 1, none of them hosted yet. */
    static HostedReplicas hosted(ManualHost host, Supplier<MetadataImage> image) {
        FakeLoop loop = new FakeLoop();
        FakeBroker quorumClient = new FakeBroker(loop, new FakeEnsemble(loop), 1, Map.of());
        BrokerRules rules = new BrokerRules();
        PartitionStateStore states = new PartitionStateStore(quorumClient.tree(), image, rules);
        return new HostedReplicas(
                host, 1, BrokerConfig.of(Map.of()), rules, image, states, new DelayedOperations(host));
    }
}
