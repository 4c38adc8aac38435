package io.embeddedcluster.internal.kafka.znode;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicDeletions;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What Kafka writes into its znodes, both ways.
 *
 * <p>Fields and versions are those of Apache Kafka 3.9 in ZooKeeper mode. One field is ours: {@code shutting_down} in a
 * broker's registration, there only while the broker is about to leave; Kafka ignores fields it does not know.
 */
public final class ZnodeJson {

    private ZnodeJson() {}

    /** Writes {@code /brokers/ids/N}, version 5. */
    public static String broker(BrokerRegistration broker, long wallMillis) {
        String security = "PLAINTEXT";
        JsonObject json = new JsonObject();
        json.add("features", new JsonObject());
        JsonObject listeners = new JsonObject();
        listeners.addProperty(security, security);
        json.add("listener_security_protocol_map", listeners);
        JsonArray endpoints = new JsonArray();
        endpoints.add(security + "://" + broker.host() + ":" + broker.port());
        json.add("endpoints", endpoints);
        json.addProperty("jmx_port", -1);
        json.addProperty("port", broker.port());
        json.addProperty("host", broker.host());
        json.addProperty("version", 5);
        json.addProperty("timestamp", Long.toString(wallMillis));
        if (broker.rack() != null) {
            json.addProperty("rack", broker.rack());
        }
        if (broker.isShuttingDown()) {
            json.addProperty("shutting_down", true);
        }
        return json.toString();
    }

    /** Reads {@code /brokers/ids/N}, any version: the top-level host and port are there for all. */
    public static BrokerRegistration broker(int nodeId, StoredZnode znode) {
        return parse("registration of broker " + nodeId, znode.text(), json -> {
            JsonElement rack = json.get("rack");
            JsonElement leaving = json.get("shutting_down");
            return new BrokerRegistration(
                    nodeId,
                    json.get("host").getAsString(),
                    json.get("port").getAsInt(),
                    rack == null || rack.isJsonNull() ? null : rack.getAsString(),
                    leaving != null && leaving.getAsBoolean(),
                    znode.createdZxid());
        });
    }

    /** Writes {@code /controller}, version 2. */
    public static String controller(int nodeId, long wallMillis) {
        JsonObject json = new JsonObject();
        json.addProperty("version", 2);
        json.addProperty("brokerid", nodeId);
        json.addProperty("timestamp", Long.toString(wallMillis));
        json.addProperty("kraftControllerEpoch", -1);
        return json.toString();
    }

    /** Reads the controller's node id from {@code /controller}. */
    public static int controller(StoredZnode znode) {
        return parse("controller", znode.text(), json -> json.get("brokerid").getAsInt());
    }

    /** Reads {@code /controller_epoch}: decimals, not JSON. */
    public static int controllerEpoch(StoredZnode znode) {
        try {
            return Integer.parseInt(znode.text().strip());
        } catch (NumberFormatException e) {
            throw new ZnodeFormatException("controller epoch", znode.text(), e);
        }
    }

    /** Writes {@code /brokers/topics/T}, version 3. */
    public static String topic(Uuid topicId, SortedMap<Integer, List<Integer>> replicas) {
        JsonObject json = new JsonObject();
        json.add("removing_replicas", new JsonObject());
        JsonObject partitions = new JsonObject();
        replicas.forEach((partition, nodeIds) -> partitions.add(Integer.toString(partition), array(nodeIds)));
        json.add("partitions", partitions);
        json.addProperty("topic_id", topicId.toString());
        json.add("adding_replicas", new JsonObject());
        json.addProperty("version", 3);
        return json.toString();
    }

    /**
     * Reads {@code /brokers/topics/T}, any version; those before 3 have no topic id.
     */
    public static Assignment topic(String topic, StoredZnode znode) {
        return parse("topic " + topic, znode.text(), json -> {
            SortedMap<Integer, List<Integer>> replicas = new TreeMap<>();
            JsonObject partitions = json.getAsJsonObject("partitions");
            if (partitions != null) {
                partitions
                        .entrySet()
                        .forEach(entry -> replicas.put(
                                Integer.parseInt(entry.getKey()),
                                integers(entry.getValue().getAsJsonArray())));
            }
            JsonElement id = json.get("topic_id");
            Uuid topicId = id == null || id.isJsonNull() ? Uuid.ZERO : Uuid.parse(id.getAsString());
            return new Assignment(topicId, replicas, znode.version());
        });
    }

    /** Returns what the znode of a topic holds, with that topic id and all else as it was. */
    public static String withTopicId(StoredZnode znode, Uuid topicId) {
        return parse("topic", znode.text(), json -> {
            json.addProperty("version", 3);
            json.addProperty("topic_id", topicId.toString());
            return json.toString();
        });
    }

    /** Writes {@code /brokers/topics/T/partitions/P/state}, version 1. */
    public static String state(PartitionImage partition, int controllerEpoch) {
        JsonObject json = new JsonObject();
        json.addProperty("controller_epoch", controllerEpoch);
        json.addProperty("leader", partition.leader());
        json.addProperty("version", 1);
        json.addProperty("leader_epoch", partition.leaderEpoch());
        json.add("isr", array(partition.isr()));
        return json.toString();
    }

    /** Reads {@code /brokers/topics/T/partitions/P/state}. */
    public static PartitionImage state(int partition, List<Integer> replicas, StoredZnode znode) {
        return parse(
                "state of partition " + partition,
                znode.text(),
                json -> new PartitionImage(
                        partition,
                        replicas,
                        json.get("leader").getAsInt(),
                        json.get("leader_epoch").getAsInt(),
                        integers(json.getAsJsonArray("isr")),
                        znode.version(),
                        json.get("controller_epoch").getAsInt(),
                        znode.modifiedZxid()));
    }

    /** Writes {@code /config/<type>/<name>}, version 1. */
    public static String config(SortedMap<String, String> config) {
        JsonObject json = new JsonObject();
        json.addProperty("version", 1);
        JsonObject entries = new JsonObject();
        config.forEach(entries::addProperty);
        json.add("config", entries);
        return json.toString();
    }

    /** Reads {@code /config/<type>/<name>}; one without data is as if nothing were set. */
    public static SortedMap<String, String> config(String what, StoredZnode znode) {
        SortedMap<String, String> config = new TreeMap<>();
        if (znode.text().isEmpty()) {
            return config;
        }
        return parse("config of " + what, znode.text(), json -> {
            JsonObject entries = json.getAsJsonObject("config");
            if (entries != null) {
                entries.entrySet()
                        .forEach(entry ->
                                config.put(entry.getKey(), entry.getValue().getAsString()));
            }
            return config;
        });
    }

    /** Writes {@code /admin/delete_topics}, where Kafka writes nothing: which topics were deleted last. */
    public static String topicDeletions(List<Uuid> recent) {
        JsonArray ids = new JsonArray();
        recent.forEach(topicId -> ids.add(topicId.toString()));
        JsonObject json = new JsonObject();
        json.addProperty("version", 1);
        json.add("recently_deleted", ids);
        return json.toString();
    }

    /** Reads {@code /admin/delete_topics}. What somebody else has written there is no order to delete anything. */
    static TopicDeletions topicDeletions(StoredZnode znode) {
        try {
            return parse("topic deletions", znode.text(), json -> {
                List<Uuid> recent = new ArrayList<>();
                json.getAsJsonArray("recently_deleted").forEach(id -> recent.add(Uuid.parse(id.getAsString())));
                return new TopicDeletions(znode.version(), recent);
            });
        } catch (ZnodeFormatException e) {
            return new TopicDeletions(znode.version(), List.of());
        }
    }

    /** Writes {@code /cluster/id}; its version is a string, as Kafka has it. */
    public static String clusterId(String clusterId) {
        JsonObject json = new JsonObject();
        json.addProperty("version", "1");
        json.addProperty("id", clusterId);
        return json.toString();
    }

    /** Reads {@code /cluster/id}. */
    public static String clusterId(StoredZnode znode) {
        return parse("cluster id", znode.text(), json -> json.get("id").getAsString());
    }

    /** Writes {@code /latest_producer_id_block}, version 1. */
    public static String producerIdBlock(ProducerIdBlock block) {
        JsonObject json = new JsonObject();
        json.addProperty("version", 1);
        json.addProperty("broker", block.nodeId());
        json.addProperty("block_start", Long.toString(block.first()));
        json.addProperty("block_end", Long.toString(block.last()));
        return json.toString();
    }

    /** Reads {@code /latest_producer_id_block}. */
    public static ProducerIdBlock producerIdBlock(StoredZnode znode) {
        return parse(
                "producer id block",
                znode.text(),
                json -> new ProducerIdBlock(
                        json.get("broker").getAsInt(),
                        json.get("block_start").getAsLong(),
                        json.get("block_end").getAsLong()));
    }

    /** Writes {@code /feature}, version 2, without any finalized feature: status 1 says that versioning is on. */
    static String feature() {
        JsonObject json = new JsonObject();
        json.add("features", new JsonObject());
        json.addProperty("version", 2);
        json.addProperty("status", 1);
        return json.toString();
    }

    private static JsonArray array(List<Integer> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    private static List<Integer> integers(JsonArray array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(element -> values.add(element.getAsInt()));
        return values;
    }

    private static <T> T parse(String what, String text, Function<JsonObject, T> read) {
        try {
            return read.apply(JsonParser.parseString(text).getAsJsonObject());
        } catch (JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | UnsupportedOperationException
                | ClassCastException
                | NullPointerException e) {
            throw new ZnodeFormatException(what, text, e);
        }
    }

    /**
     * What the znode of a topic holds.
     *
     * @param topicId {@link Uuid#ZERO} where it has none
     * @param replicas node ids by partition
     * @param zkVersion of the znode
     */
    public record Assignment(Uuid topicId, SortedMap<Integer, List<Integer>> replicas, int zkVersion) {

        /** Returns the partitions in order, as far as numbers have no gap, without any state. */
        Map<Integer, PartitionImage> partitionsWithoutState() {
            Map<Integer, PartitionImage> partitions = new LinkedHashMap<>();
            for (int number = 0; replicas.containsKey(number); number++) {
                partitions.put(number, PartitionImage.withoutState(number, replicas.getOrDefault(number, List.of())));
            }
            return partitions;
        }
    }
}
