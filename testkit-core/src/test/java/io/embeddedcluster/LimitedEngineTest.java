package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.fixture.LimitedEngine;
import io.embeddedcluster.internal.engine.Capability;
import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.engine.Engines;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a user sees of an engine that cannot do all that ours can. */
class LimitedEngineTest {

    private final LimitedEngine engine = new LimitedEngine(Set.of(Capability.KILL, Capability.RESTART));
    private final Cluster cluster = new Cluster(engine);
    private final Broker broker = cluster.broker(1);

    @Test
    void handleOrdersWhatTheEngineCan() {
        broker.kill();
        broker.start();
        assertThat(engine.orders()).containsExactly("kill broker-1", "start broker-1");
        assertThat(cluster.bootstrapServers()).isEqualTo("127.0.0.1:9091,127.0.0.1:9092");
    }

    @Test
    void handleNamesTheCapabilityThatTheEngineLacks() {
        assertLacks(broker::powerLoss, "power loss of broker-1", Capability.POWER_LOSS);
        assertLacks(broker::shutdown, "shutdown of broker-1", Capability.SHUTDOWN);
        assertLacks(broker::pause, "pause of broker-1", Capability.PAUSE);
        assertLacks(broker::resume, "resume of broker-1", Capability.PAUSE);
        assertLacks(broker::wipe, "wipe of broker-1", Capability.WIPE);
        assertThat(engine.orders()).isEmpty();
    }

    @Test
    void clusterNamesTheCapabilityThatTheEngineLacks() {
        assertLacks(cluster::check, "a check", Capability.CHECK);
        assertLacks(cluster::controller, "the controller", Capability.METADATA);
        assertLacks(cluster::clusterId, "the cluster id", Capability.METADATA);
        assertLacks(() -> cluster.topic("orders"), "topic orders", Capability.METADATA);
        assertLacks(() -> cluster.records("orders"), "records of topic orders", Capability.COMMITTED_RECORDS);
        assertLacks(
                () -> cluster.createTopic(TopicSpec.of("orders", 1, 1)),
                "creation of topic orders",
                Capability.CREATE_TOPIC);
        assertLacks(cluster::quorumLeader, "the leader of the ensemble", Capability.QUORUM_ROLES);
        assertLacks(cluster::addQuorumNode, "a new quorum node", Capability.ADD_QUORUM_NODE);
        assertLacks(cluster::sessions, "a list of sessions", Capability.SESSIONS);
        assertLacks(() -> cluster.session(7), "session 0x7", Capability.SESSIONS);
        assertLacks(cluster::znodes, "the tree of znodes", Capability.ZNODES);
    }

    @Test
    void faultsNameTheCapabilityThatTheEngineLacks() {
        Cluster other = new Cluster(new LimitedEngine(Set.of()));
        assertThatThrownBy(() -> cluster.faults().split(Set.of(broker), Set.of(other.broker(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broker-1 is not a node of this cluster");
        assertLacks(() -> cluster.faults().isolate(broker), "split [broker-1] from [broker-2]", Capability.SPLIT);
        assertThat(cluster.faults().active()).isEmpty();
    }

    @Test
    void waitFailsAtOnceForWhatTheEngineCannotTell() {
        assertLacks(() -> cluster.await().registered(broker), "registration of broker-1", Capability.METADATA);
        assertLacks(() -> cluster.await().topic("orders").hasLeaders(), "topic orders", Capability.METADATA);
    }

    @Test
    void descriptionLeavesOutWhatTheEngineCannotTell() {
        assertThat(cluster.describe()).isEqualToNormalizingNewlines("""
                cluster: seed=42
                  broker-1   127.0.0.1:9091         up
                  broker-2   127.0.0.1:9092         up
                """);
    }

    @Test
    void engineIsFoundByName() {
        ClusterPlan plan = new ClusterPlan(0, 1, 0, "", List.of(), Map.of(), Map.of(), 0, "127.0.0.1", 0, 0);
        assertThatThrownBy(() -> Engines.start("containers", plan))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("engine: containers (expected: one of [embedded])");
    }

    @Test
    void closeReachesTheEngine() {
        cluster.close();
        assertThat(engine.isClosed()).isTrue();
    }

    private static void assertLacks(ThrowingCallable call, String what, Capability capability) {
        assertThatThrownBy(call)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(what + " is not supported by engine limited (capability " + capability + ")");
    }
}
