package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.check.CheckFailedError;
import io.embeddedcluster.fixture.KeyedLoad;
import io.embeddedcluster.fixture.ZooKeeperSession;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;

/** What was acknowledged goes with a topic that somebody deletes, and with no other. */
class VanishedTopicTest {

    @Test
    void topicThatNobodyDeletedIsMissed() throws Exception {
        try (Cluster cluster = Cluster.builder()
                        .brokers(1)
                        .quorum(1)
                        .topic("orders", 1)
                        .start();
                ZooKeeperSession session = ZooKeeperSession.of(cluster)) {
            send(cluster);
            cluster.check();
            session.retrying(client -> ZKUtil.deleteRecursive(client, "/brokers/topics/orders", 100));
            awaitGone(cluster);

            assertThatThrownBy(cluster::check)
                    .isInstanceOf(CheckFailedError.class)
                    .hasMessageStartingWith("vanished-topic: topic orders with id ")
                    .hasMessageContaining("acknowledged batches, the first: orders-0 offsets 0 to ");
        }
    }

    @Test
    void topicThatSomebodyDeletedIsNot() throws Exception {
        try (Cluster cluster = Cluster.builder()
                        .brokers(1)
                        .quorum(1)
                        .topic("orders", 1)
                        .start();
                ZooKeeperSession session = ZooKeeperSession.of(cluster)) {
            send(cluster);
            delete(cluster, "orders");
            awaitGone(cluster);
            cluster.check();
            cluster.createTopic(TopicSpec.of("orders", 1, 1));
            send(cluster);
            cluster.check();

            // As Kafka's tools of old did it, without a request.
            session.retrying(client -> client.create(
                    "/admin/delete_topics/orders", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
            awaitGone(cluster);
            cluster.check();
        }
    }

    /** A broker that has lost the quorum knows the deleted topic still, with the newest state that there ever was. */
    @Test
    void brokerThatHasLostTheQuorumIsNotAskedForTopics() throws Exception {
        try (Cluster cluster =
                Cluster.builder().brokers(2).quorum(1).topic("orders", 1).start()) {
            Broker controller = cluster.controller();
            Broker cutOff = cluster.broker(3 - controller.id());
            cluster.faults().split(Set.of(cutOff), Set.of(cluster.quorumNode(1)));
            cluster.await().until("the broker is missed", () -> !cluster.isRegistered(cutOff));
            delete(cluster, "orders", controller);

            awaitGone(cluster);
        }
    }

    private static void awaitGone(Cluster cluster) {
        cluster.await()
                .until("the topic is gone", () -> cluster.findTopic("orders").isEmpty());
    }

    private static void send(Cluster cluster) throws Exception {
        try (KeyedLoad load = new KeyedLoad("orders", 1, cluster.clientProperties(), Map.of())) {
            load.send(10);
            load.flush();
        }
    }

    private static void delete(Cluster cluster, String topic) throws Exception {
        delete(cluster, topic, cluster.controller());
    }

    private static void delete(Cluster cluster, String topic, Broker through) throws Exception {
        Map<String, Object> properties = cluster.clientProperties().entrySet().stream()
                .collect(Collectors.toMap(entry -> (String) entry.getKey(), Map.Entry::getValue));
        properties.put("bootstrap.servers", through.address());
        try (Admin admin = Admin.create(properties)) {
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        }
    }
}
