package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.MetadataRequest;
import io.embeddedcluster.internal.kafka.wire.message.MetadataResponse;
import io.embeddedcluster.internal.kafka.wire.message.MetadataResponse.MetadataResponsePartition;
import io.embeddedcluster.internal.kafka.wire.message.MetadataResponse.MetadataResponseTopic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What every simulated client has: a connection to each broker, and the metadata that one of them has told last. */
final class BrokerClient {

    private static final short METADATA_VERSION = 12;
    private static final Duration METADATA_MAX_AGE = Duration.ofMillis(300);
    private static final Duration REFRESH_PAUSE = Duration.ofMillis(25);

    private final Host host;
    private final int brokerCount;
    private final RandomGenerator random;
    private final Map<Integer, WireLink> links = new TreeMap<>();
    private final Map<Partition, Leader> leaders = new TreeMap<>();
    private int controllerId = -1;
    private boolean isRefreshing;

    BrokerClient(Host host, int brokerCount) {
        this.host = host;
        this.brokerCount = brokerCount;
        random = host.random("client");
        refreshAlways();
    }

    private void refreshAlways() {
        refresh();
        host.timers().schedule(METADATA_MAX_AGE, this::refreshAlways);
    }

    Host host() {
        return host;
    }

    RandomGenerator random() {
        return random;
    }

    int anyBroker() {
        return random.nextInt(brokerCount) + 1;
    }

    int controllerOrAny() {
        return controllerId < 1 ? anyBroker() : controllerId;
    }

    WireLink link(int nodeId) {
        return links.computeIfAbsent(nodeId, id -> new WireLink(host, id, () -> links.remove(id)));
    }

    /** {@return who leads, as far as this client knows, by partition} */
    Map<Partition, Leader> leaders() {
        return leaders;
    }

    Optional<Leader> leader(Partition partition) {
        return Optional.ofNullable(leaders.get(partition)).filter(leader -> leader.nodeId() > 0);
    }

    /** Asks any broker for metadata, soon and once, however often it is called meanwhile. */
    void refresh() {
        if (!isRefreshing) {
            isRefreshing = true;
            host.timers().schedule(REFRESH_PAUSE, this::ask);
        }
    }

    private void ask() {
        MetadataRequest request = new MetadataRequest().topics(null).allowAutoTopicCreation(false);
        link(anyBroker()).ask(ApiKey.METADATA, METADATA_VERSION, request, MetadataResponse.TYPE, answer -> {
            isRefreshing = false;
            answer.ifPresentOrElse(this::learn, this::refresh);
        });
    }

    private void learn(MetadataResponse response) {
        controllerId = response.controllerId();
        Map<Partition, Leader> known = new TreeMap<>(leaders);
        leaders.clear();
        for (MetadataResponseTopic topic : response.topics()) {
            for (MetadataResponsePartition told : topic.partitions()) {
                Partition partition =
                        new Partition(topic.topicId(), String.valueOf(topic.name()), told.partitionIndex());
                boolean isLed = told.errorCode() == ErrorCode.NONE.code();
                Leader leader = new Leader(isLed ? told.leaderId() : -1, told.leaderEpoch());
                Leader before = known.get(partition);
                // A broker may be behind: Kafka's clients keep the leader of the newer epoch.
                leaders.put(partition, before != null && before.epoch() > leader.epoch() ? before : leader);
            }
        }
        if (leaders.isEmpty() || leaders.values().stream().anyMatch(leader -> leader.nodeId() < 1)) {
            refresh();
        }
    }

    /**
     * The leader of a partition.
     *
     * @param nodeId its node id, or -1
     * @param epoch its leader epoch
     */
    record Leader(int nodeId, int epoch) {}
}
