package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicDeletions;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The znodes that an image is made of, as last read, by path.
 *
 * <p>Threading: the broker's event loop.
 */
final class ZnodeSnapshot {

    private String clusterId = "";
    private int controllerId = MetadataImage.NO_CONTROLLER;
    private int controllerEpoch;
    private final SortedMap<Integer, BrokerRegistration> brokers = new TreeMap<>();
    private final SortedMap<String, TopicZnodes> topics = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, String>> topicConfigs = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, String>> brokerConfigs = new TreeMap<>();
    private final SortedSet<String> topicsToDelete = new TreeSet<>();
    private TopicDeletions topicDeletions = TopicDeletions.NONE;

    /** Returns whether an image depends on that znode. */
    static boolean concerns(String path) {
        return Place.of(path).isPresent();
    }

    /**
     * Takes in a znode as it was read, or its absence.
     *
     * @param znode null where it does not exist
     * @throws ZnodeFormatException if it holds what Kafka would not have written; what was known of it stays
     */
    void put(String path, @Nullable StoredZnode znode) {
        put(place(path), znode);
    }

    /** Takes over what another snapshot knows of a znode that cannot be read now. */
    void keep(String path, ZnodeSnapshot known) {
        Place place = place(path);
        String name = place.name();
        int number = place.number();
        TopicZnodes topic = known.topics.get(name);
        switch (place.kind()) {
            case CLUSTER_ID -> clusterId = known.clusterId;
            case CONTROLLER -> controllerId = known.controllerId;
            case CONTROLLER_EPOCH -> controllerEpoch = known.controllerEpoch;
            case TOPIC_DELETIONS -> topicDeletions = known.topicDeletions;
            case BROKER -> keep(number, known.brokers, brokers);
            case TOPIC -> {
                if (topic != null && topic.assignment != null) {
                    topic(name).assign(topic.assignment);
                }
            }
            case STATE -> {
                if (topic != null && topic.states.containsKey(number)) {
                    topic(name).put(number, topic.states.get(number));
                }
            }
            case TOPIC_CONFIG -> keep(name, known.topicConfigs, topicConfigs);
            case BROKER_CONFIG -> keep(name, known.brokerConfigs, brokerConfigs);
            case TOPIC_TO_DELETE -> {
                // A mark holds nothing that could not be read.
            }
        }
    }

    private static <K, V> void keep(K key, Map<K, V> from, Map<K, V> into) {
        V known = from.get(key);
        if (known != null) {
            into.put(key, known);
        }
    }

    private static Place place(String path) {
        return Place.of(path).orElseThrow(() -> new IllegalArgumentException(path));
    }

    /** {@return how many partitions the topic's assignment has} */
    int partitionCount(String topic) {
        TopicZnodes znodes = topics.get(topic);
        return znodes == null || znodes.assignment == null
                ? 0
                : znodes.assignment.partitionsWithoutState().size();
    }

    /** Returns the image of what was read; a partition's leader epoch is never lower than in the image before. */
    MetadataImage toImage(MetadataImage before) {
        SortedMap<String, TopicImage> images = new TreeMap<>();
        topics.forEach((name, znodes) -> {
            TopicImage image = znodes.toImage(name, topicConfigs.getOrDefault(name, new TreeMap<>()), before);
            if (image != null) {
                images.put(name, image);
            }
        });
        return MetadataImage.of(
                clusterId,
                controllerId,
                controllerEpoch,
                brokers,
                images,
                brokerConfigs,
                topicsToDelete,
                topicDeletions);
    }

    private void put(Place place, @Nullable StoredZnode znode) {
        switch (place.kind()) {
            case CLUSTER_ID -> clusterId = znode == null ? "" : ZnodeJson.clusterId(znode);
            case CONTROLLER -> controllerId = znode == null ? MetadataImage.NO_CONTROLLER : ZnodeJson.controller(znode);
            case CONTROLLER_EPOCH -> controllerEpoch = znode == null ? 0 : ZnodeJson.controllerEpoch(znode);
            case TOPIC_DELETIONS ->
                topicDeletions = znode == null ? TopicDeletions.NONE : ZnodeJson.topicDeletions(znode);
            case BROKER -> {
                if (znode == null) {
                    brokers.remove(place.number());
                } else {
                    brokers.put(place.number(), ZnodeJson.broker(place.number(), znode));
                }
            }
            case TOPIC -> {
                if (znode == null) {
                    topics.remove(place.name());
                } else {
                    topic(place.name()).assign(ZnodeJson.topic(place.name(), znode));
                }
            }
            case STATE -> {
                if (znode != null) {
                    topic(place.name()).put(place.number(), znode);
                } else if (topics.containsKey(place.name())) {
                    topic(place.name()).remove(place.number());
                }
            }
            case TOPIC_CONFIG -> {
                putConfig(topicConfigs, place, znode);
                if (topics.containsKey(place.name())) {
                    topic(place.name()).invalidate();
                }
            }
            case BROKER_CONFIG -> putConfig(brokerConfigs, place, znode);
            case TOPIC_TO_DELETE -> {
                if (znode == null) {
                    topicsToDelete.remove(place.name());
                } else {
                    topicsToDelete.add(place.name());
                }
            }
        }
    }

    private TopicZnodes topic(String name) {
        return topics.computeIfAbsent(name, unused -> new TopicZnodes());
    }

    private static void putConfig(
            SortedMap<String, SortedMap<String, String>> configs, Place place, @Nullable StoredZnode znode) {
        if (znode == null) {
            configs.remove(place.name());
        } else {
            configs.put(place.name(), ZnodeJson.config(place.name(), znode));
        }
    }

    private enum Kind {
        CLUSTER_ID,
        CONTROLLER,
        CONTROLLER_EPOCH,
        TOPIC_DELETIONS,
        BROKER,
        TOPIC,
        STATE,
        TOPIC_CONFIG,
        BROKER_CONFIG,
        TOPIC_TO_DELETE
    }

    /**
     * What a path stands for.
     *
     * @param kind of the znode
     * @param name of the topic or entity, else empty
     * @param number of the broker or partition, else -1
     */
    private record Place(Kind kind, String name, int number) {

        static Optional<Place> of(String path) {
            Optional<Kind> single = single(path);
            if (single.isPresent()) {
                return Optional.of(new Place(single.get(), "", -1));
            }
            String[] parts = path.substring(1).split("/", -1);
            if (parts.length == 3) {
                return ofParent(parts[0] + "/" + parts[1], parts[2]);
            }
            if (parts.length == 6
                    && path.startsWith(ZnodePaths.TOPICS + "/")
                    && parts[3].equals("partitions")
                    && parts[5].equals("state")) {
                return number(parts[4]).map(partition -> new Place(Kind.STATE, parts[2], partition));
            }
            return Optional.empty();
        }

        private static Optional<Kind> single(String path) {
            return switch (path) {
                case ZnodePaths.CLUSTER_ID -> Optional.of(Kind.CLUSTER_ID);
                case ZnodePaths.CONTROLLER -> Optional.of(Kind.CONTROLLER);
                case ZnodePaths.CONTROLLER_EPOCH -> Optional.of(Kind.CONTROLLER_EPOCH);
                case ZnodePaths.DELETE_TOPICS -> Optional.of(Kind.TOPIC_DELETIONS);
                default -> Optional.empty();
            };
        }

        private static Optional<Place> ofParent(String parent, String name) {
            return switch (parent) {
                case "brokers/ids" -> number(name).map(nodeId -> new Place(Kind.BROKER, "", nodeId));
                case "brokers/topics" -> Optional.of(new Place(Kind.TOPIC, name, -1));
                case "config/topics" -> Optional.of(new Place(Kind.TOPIC_CONFIG, name, -1));
                case "config/brokers" -> Optional.of(new Place(Kind.BROKER_CONFIG, name, -1));
                case "admin/delete_topics" -> Optional.of(new Place(Kind.TOPIC_TO_DELETE, name, -1));
                default -> Optional.empty();
            };
        }

        private static Optional<Integer> number(String text) {
            return text.matches("[0-9]{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
        }
    }

    /** The znodes of one topic, and the image made of them until one changes. */
    private static final class TopicZnodes {

        private ZnodeJson.@Nullable Assignment assignment;
        private final SortedMap<Integer, StoredZnode> states = new TreeMap<>();
        private @Nullable TopicImage image;

        void assign(ZnodeJson.Assignment newAssignment) {
            assignment = newAssignment;
            image = null;
        }

        void put(int partition, StoredZnode state) {
            ZnodeJson.state(partition, List.of(), state); // refuses what is malformed before it is kept
            states.put(partition, state);
            image = null;
        }

        void remove(int partition) {
            states.remove(partition);
            image = null;
        }

        void invalidate() {
            image = null;
        }

        /** Returns the image, or null where only states are known so far, whose topic was not read yet. */
        @Nullable
        TopicImage toImage(String name, SortedMap<String, String> config, MetadataImage before) {
            if (image != null || assignment == null) {
                return image;
            }
            Uuid topicId = assignment.topicId();
            Optional<TopicImage> previous =
                    before.topic(name).filter(topic -> topic.topicId().equals(topicId));
            List<PartitionImage> partitions = new ArrayList<>();
            assignment.partitionsWithoutState().forEach((number, stateless) -> {
                StoredZnode state = states.get(number);
                PartitionImage now = state == null ? stateless : ZnodeJson.state(number, stateless.replicas(), state);
                partitions.add(previous.flatMap(topic -> topic.partition(number))
                        .map(earlier -> newer(earlier, now))
                        .orElse(now));
            });
            image = new TopicImage(name, topicId, config, partitions);
            return image;
        }

        /**
         * A new session may be served by a server that lags, and a topic's deletion takes its states first: what is known
         * of a leader epoch is never unlearned.
         */
        private static PartitionImage newer(PartitionImage earlier, PartitionImage now) {
            if (!now.hasState() && earlier.hasState()) {
                return new PartitionImage(
                        now.partition(),
                        now.replicas(),
                        PartitionImage.NO_LEADER,
                        earlier.leaderEpoch(),
                        List.of(),
                        PartitionImage.NO_STATE,
                        earlier.controllerEpoch(),
                        earlier.stateZxid());
            }
            return now.leaderEpoch() < earlier.leaderEpoch() || now.stateZxid() < earlier.stateZxid()
                    ? Objects.requireNonNull(earlier)
                    : now;
        }
    }
}
