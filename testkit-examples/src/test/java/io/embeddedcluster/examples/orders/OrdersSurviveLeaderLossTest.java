package io.embeddedcluster.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Broker;
import io.embeddedcluster.Cluster;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.Topic;
import org.junit.jupiter.api.Test;

/** No order that was acknowledged is lost when the leader of a partition dies. */
// tag::readme[]
@EmbeddedCluster(
        brokers = 3,
        quorum = 3,
        topics = @Topic(name = "orders", partitions = 3, replicationFactor = 3, config = "min.insync.replicas=2"))
class OrdersSurviveLeaderLossTest {

    @Test
    void noAcknowledgedOrderIsLost(Cluster cluster) {
        try (OrderService service = new OrderService(cluster.clientProperties())) { // the application under test
            Broker leader = cluster.leaderOf("orders", 0);

            service.placeOrders(1_000);
            leader.kill();
            cluster.await().leaderOf("orders", 0).isNot(leader);
            service.placeOrders(1_000);
            leader.start();
            cluster.await().topic("orders").isFullyInSync();

            assertThat(cluster.records("orders")).hasSize(2_000); // read from the log, no consumer needed
            cluster.check(); // throws, with the story, if order, replication or delivery broke a promise
        }
    }
}
// end::readme[]
