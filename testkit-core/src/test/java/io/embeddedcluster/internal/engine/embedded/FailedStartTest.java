package io.embeddedcluster.internal.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.engine.EngineException;
import io.embeddedcluster.internal.host.Link;
import io.embeddedcluster.internal.host.LinkRule;
import io.embeddedcluster.internal.host.LinkVerdict;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.live.LiveCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A start that cannot come to its end ends at once, with the cause. */
@Timeout(20)
class FailedStartTest {

    @Test
    void nodeThatFailsAsItBeginsIsDownAndItsStartHasTheCause() {
        NoSuchMethodError cause = new NoSuchMethodError("a library too old");
        try (LiveCluster machines = new LiveCluster("127.0.0.1", 1)) {
            NodeSlot<NodeProgram> slot = new NodeSlot<>(
                    machines.add(NodeName.broker(1), 0),
                    host -> {
                        throw cause;
                    },
                    kind -> {});

            assertThatThrownBy(slot::start)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("broker-1 cannot start: ")
                    .hasRootCause(cause);
            assertThat(slot.isRunning()).isFalse();
            assertThat(machines.defects()).containsExactly(cause);
        }
    }

    @Test
    void defectEndsTheWaitsOfAStartWithItsCause() {
        RunningCluster cluster =
                RunningCluster.start(new ClusterPlan(1, 1, 0, "", List.of(), Map.of(), Map.of(), 1, "127.0.0.1", 0, 0));
        IllegalStateException cause = new IllegalStateException("broken on purpose");
        LinkRule broken = new LinkRule() {
            @Override
            public LinkVerdict onParcel(Link link, Link.Parcel parcel) {
                throw cause;
            }

            @Override
            public void fired(Link link) {}
        };
        try {
            assertThatThrownBy(() -> cluster.await("pigs fly", () -> {
                        cluster.fabric().install(broken, cluster.fabric().links());
                        return false;
                    }))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("waited until pigs fly, but a node failed: ")
                    .hasRootCause(cause);
        } finally {
            assertThatThrownBy(cluster::close).hasRootCause(cause);
        }
    }
}
