package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of a closed cluster fails at once. */
@Timeout(20)
class ClosedClusterTest {

    @Test
    void topicIsNotCreatedAndNoQuorumNodeAdded() {
        Cluster cluster = Cluster.builder().brokers(1).quorum(3).start();
        cluster.close();

        assertThatThrownBy(() -> cluster.createTopic(TopicSpec.of("late", 1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the cluster is closed");
        assertThatThrownBy(cluster::addQuorumNode)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the cluster is closed");
        assertThatThrownBy(() -> cluster.await().registered(cluster.broker(1)))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("but the cluster was closed");
    }
}
