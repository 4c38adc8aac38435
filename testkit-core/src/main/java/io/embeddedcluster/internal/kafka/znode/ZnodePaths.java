package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.util.List;

/** Where Apache Kafka 3.9 in ZooKeeper mode keeps what. */
public final class ZnodePaths {

    /** Below it are the brokers and the topics. */
    public static final String BROKERS = "/brokers";
    /** Below it is one ephemeral znode for each broker alive. */
    public static final String BROKER_IDS = "/brokers/ids";
    /** Below it is one znode for each topic. */
    public static final String TOPICS = "/brokers/topics";
    /** Ephemeral; who creates it is the controller. */
    public static final String CONTROLLER = "/controller";
    /** The controller's epoch in decimals; its version fences stale controllers. */
    public static final String CONTROLLER_EPOCH = "/controller_epoch";
    /** Below it are configurations by type and name. */
    public static final String CONFIG = "/config";
    /** Configurations of topics. */
    public static final String CONFIG_TOPICS = "/config/topics";
    /** Configurations of brokers. */
    public static final String CONFIG_BROKERS = "/config/brokers";
    /** Requests of tools. */
    public static final String ADMIN = "/admin";
    /** Below it is one empty znode for each topic that is to be deleted; each deletion that is done raises its version. */
    public static final String DELETE_TOPICS = "/admin/delete_topics";
    /** The newest block of producer ids. */
    public static final String PRODUCER_ID_BLOCK = "/latest_producer_id_block";
    /** Holds the cluster's id. */
    public static final String CLUSTER_ID = "/cluster/id";
    /** The finalized features. */
    public static final String FEATURE = "/feature";

    /** Every znode that Kafka expects to exist, parents first, without the two that hold data. */
    static final List<String> PERSISTENT = List.of(
            "/consumers",
            BROKERS,
            BROKER_IDS,
            TOPICS,
            "/brokers/seqid",
            CONFIG,
            "/config/changes",
            CONFIG_TOPICS,
            "/config/clients",
            "/config/users",
            CONFIG_BROKERS,
            "/config/ips",
            "/config/client-metrics",
            ADMIN,
            DELETE_TOPICS,
            "/isr_change_notification",
            PRODUCER_ID_BLOCK,
            "/log_dir_event_notification",
            "/cluster");

    private ZnodePaths() {}

    /** {@return where a broker registers} */
    public static String broker(int nodeId) {
        return BROKER_IDS + "/" + nodeId;
    }

    /** {@return the znode with a topic's assignment} */
    public static String topic(String topic) {
        return TOPICS + "/" + topic;
    }

    /** {@return the parent of a topic's partitions} */
    public static String partitions(String topic) {
        return topic(topic) + "/partitions";
    }

    /** {@return the parent of a partition's state} */
    public static String partition(TopicPartition partition) {
        return partitions(partition.topic()) + "/" + partition.partition();
    }

    /** {@return the znode with leader and ISR} */
    public static String state(TopicPartition partition) {
        return partition(partition) + "/state";
    }

    /** {@return the znode with what is set for a topic} */
    public static String topicConfig(String topic) {
        return CONFIG_TOPICS + "/" + topic;
    }

    /** {@return the mark that a topic is to be deleted} */
    public static String deleteTopic(String topic) {
        return DELETE_TOPICS + "/" + topic;
    }
}
