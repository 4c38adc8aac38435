package io.embeddedcluster.internal.kafka.znode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goldens in the form that Apache Kafka 3.9 writes; JSON objects have no order, but the texts are compared as they are. */
final class ZnodeJsonTest {

    private static final Uuid ID = Uuid.parse("tGn2Pm_rTSSzHhLvoXzN_w");

    @Test
    void brokerIsVersionFive() {
        BrokerRegistration broker = BrokerRegistration.of(1, "127.0.0.1", 9092, null);

        String json = ZnodeJson.broker(broker, 1_700_000_000_000L);

        assertThat(json)
                .isEqualTo("{\"features\":{},\"listener_security_protocol_map\":{\"PLAINTEXT\":\"PLAINTEXT\"},"
                        + "\"endpoints\":[\"PLAINTEXT://127.0.0.1:9092\"],\"jmx_port\":-1,\"port\":9092,"
                        + "\"host\":\"127.0.0.1\",\"version\":5,\"timestamp\":\"1700000000000\"}");
        assertThat(ZnodeJson.broker(1, znode(json, 77)))
                .isEqualTo(new BrokerRegistration(1, "127.0.0.1", 9092, null, false, 77));
    }

    @Test
    void brokerTellsItsRackAndThatItLeaves() {
        BrokerRegistration broker =
                BrokerRegistration.of(2, "127.0.0.1", 9093, "a").shuttingDown();

        String json = ZnodeJson.broker(broker, 5);

        assertThat(json).endsWith("\"timestamp\":\"5\",\"rack\":\"a\",\"shutting_down\":true}");
        assertThat(ZnodeJson.broker(2, znode(json, 9)))
                .isEqualTo(new BrokerRegistration(2, "127.0.0.1", 9093, "a", true, 9));
    }

    @Test
    void brokerOfAnotherKafkaIsUnderstood() {
        String json = "{\"listener_security_protocol_map\":{\"CLIENT\":\"SSL\",\"REPLICATION\":\"PLAINTEXT\"},"
                + "\"endpoints\":[\"CLIENT://h:9092\",\"REPLICATION://h:9093\"],\"rack\":null,\"jmx_port\":9999,"
                + "\"features\":{\"f\":{\"min_version\":1,\"max_version\":3}},\"host\":\"h\",\"timestamp\":\"1\","
                + "\"port\":9093,\"version\":5}";

        assertThat(ZnodeJson.broker(3, znode(json, 4))).isEqualTo(new BrokerRegistration(3, "h", 9093, null, false, 4));
    }

    @Test
    void controllerIsVersionTwo() {
        String json = ZnodeJson.controller(3, 1_700_000_000_000L);

        assertThat(json)
                .isEqualTo(
                        "{\"version\":2,\"brokerid\":3,\"timestamp\":\"1700000000000\",\"kraftControllerEpoch\":-1}");
        assertThat(ZnodeJson.controller(znode(json, 1))).isEqualTo(3);
    }

    @Test
    void topicIsVersionThree() {
        SortedMap<Integer, List<Integer>> replicas = new TreeMap<>();
        replicas.put(0, List.of(1, 2, 3));
        replicas.put(1, List.of(2, 3, 1));

        String json = ZnodeJson.topic(ID, replicas);

        assertThat(json)
                .isEqualTo("{\"removing_replicas\":{},\"partitions\":{\"0\":[1,2,3],\"1\":[2,3,1]},"
                        + "\"topic_id\":\"tGn2Pm_rTSSzHhLvoXzN_w\",\"adding_replicas\":{},\"version\":3}");
        assertThat(ZnodeJson.topic("t", znode(json, 1))).isEqualTo(new ZnodeJson.Assignment(ID, replicas, 0));
    }

    @Test
    void topicOfAnOldToolHasNoIdUntilItIsGivenOne() {
        StoredZnode znode = znode("{\"version\":1,\"partitions\":{\"0\":[1]}}", 1);

        assertThat(ZnodeJson.topic("t", znode).topicId()).isEqualTo(Uuid.ZERO);
        assertThat(ZnodeJson.withTopicId(znode, ID))
                .isEqualTo("{\"version\":3,\"partitions\":{\"0\":[1]},\"topic_id\":\"" + ID + "\"}");
    }

    @Test
    void stateIsVersionOne() {
        PartitionImage partition = new PartitionImage(0, List.of(1, 2, 3), 1, 0, List.of(1, 2, 3), 0, 1, 50);

        String json = ZnodeJson.state(partition, 1);

        assertThat(json)
                .isEqualTo("{\"controller_epoch\":1,\"leader\":1,\"version\":1,\"leader_epoch\":0,\"isr\":[1,2,3]}");
        assertThat(ZnodeJson.state(0, List.of(1, 2, 3), new StoredZnode(json, 0, 40, 50, 0)))
                .isEqualTo(partition);
    }

    @Test
    void configIsVersionOne() {
        SortedMap<String, String> config = new TreeMap<>();
        assertThat(ZnodeJson.config(config)).isEqualTo("{\"version\":1,\"config\":{}}");
        config.put("min.insync.replicas", "2");
        String json = ZnodeJson.config(config);
        assertThat(json).isEqualTo("{\"version\":1,\"config\":{\"min.insync.replicas\":\"2\"}}");
        assertThat(ZnodeJson.config("t", znode(json, 1))).isEqualTo(config);
        assertThat(ZnodeJson.config("t", znode("", 1))).isEmpty();
    }

    @Test
    void clusterIdHasItsVersionAsAString() {
        String json = ZnodeJson.clusterId("abc");

        assertThat(json).isEqualTo("{\"version\":\"1\",\"id\":\"abc\"}");
        assertThat(ZnodeJson.clusterId(znode(json, 1))).isEqualTo("abc");
    }

    @Test
    void producerIdBlockHasItsBoundsAsStrings() {
        ProducerIdBlock block = ProducerIdBlock.first(1).next(2);

        String json = ZnodeJson.producerIdBlock(block);

        assertThat(json).isEqualTo("{\"version\":1,\"broker\":2,\"block_start\":\"1000\",\"block_end\":\"1999\"}");
        assertThat(ZnodeJson.producerIdBlock(znode(json, 1))).isEqualTo(block);
    }

    @Test
    void featureIsVersionTwoAndEnabled() {
        assertThat(ZnodeJson.feature()).isEqualTo("{\"features\":{},\"version\":2,\"status\":1}");
    }

    @Test
    void malformedZnodeIsNamed() {
        for (String text : List.of("", "{", "[]", "{}", "{\"host\":1}", "null", "{\"host\":\"h\",\"port\":[]}")) {
            assertThatThrownBy(() -> ZnodeJson.broker(7, znode(text, 1)))
                    .isInstanceOf(ZnodeFormatException.class)
                    .hasMessageContaining("registration of broker 7 is malformed: " + text);
        }
    }

    private static StoredZnode znode(String text, long zxid) {
        return new StoredZnode(text, 0, zxid, zxid, 0);
    }
}
