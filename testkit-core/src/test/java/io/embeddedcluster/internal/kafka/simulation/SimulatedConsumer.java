package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.kafka.log.RecordBatch;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest.FetchPartition;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest.FetchTopic;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse.FetchableTopicResponse;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse.PartitionData;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A consumer that reads every partition from its beginning, with one fetch at a time to each leader, and says the leader
 * epochs that it knows.
 */
final class SimulatedConsumer {

    private static final short VERSION = 13;
    private static final int NO_SESSION = -1;
    private static final int MAX_BYTES = 1 << 20;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(25);

    private final BrokerClient client;
    private final Workload workload;
    private final Promises promises;
    private final Map<Partition, Reading> readings = new TreeMap<>();
    private final Set<Integer> asked = new TreeSet<>();

    SimulatedConsumer(BrokerClient client, Workload workload, Promises promises) {
        this.client = client;
        this.workload = workload;
        this.promises = promises;
        work();
    }

    private void work() {
        for (int nodeId = 1; nodeId <= BrokerWorld.BROKERS; nodeId++) {
            fetch(nodeId);
        }
        client.host().timers().schedule(Duration.ofMillis(client.random().nextInt(20, 60)), this::work);
    }

    /** {@return the offset of the record that is read next, or -1 where nothing of the partition was read} */
    long position(Partition partition) {
        Reading reading = readings.get(partition);
        return reading == null ? -1 : reading.position;
    }

    private void fetch(int nodeId) {
        if (asked.contains(nodeId)) {
            return;
        }
        readings.keySet().removeIf(partition -> !client.leaders().containsKey(partition));
        client.leaders().keySet().forEach(partition -> readings.computeIfAbsent(partition, Reading::new));
        FetchRequest request = new FetchRequest()
                .replicaId(-1)
                .maxWaitMs(150)
                .minBytes(1)
                .maxBytes(MAX_BYTES)
                .sessionEpoch(NO_SESSION);
        readings.forEach((partition, reading) -> client.leader(partition)
                .filter(leader -> leader.nodeId() == nodeId)
                .ifPresent(leader -> request.topics().add(reading.next(leader))));
        if (request.topics().isEmpty()) {
            return;
        }
        asked.add(nodeId);
        workload.count("fetches");
        client.link(nodeId).ask(ApiKey.FETCH, VERSION, request, FetchResponse.TYPE, answer -> answered(nodeId, answer));
    }

    private void answered(int nodeId, Optional<FetchResponse> answer) {
        boolean isGood = answer.isPresent();
        if (isGood) {
            for (FetchableTopicResponse topic : answer.get().responses()) {
                for (PartitionData data : topic.partitions()) {
                    isGood &= answered(topic.topicId(), data);
                }
            }
        }
        if (isGood) {
            asked.remove(nodeId);
            fetch(nodeId);
        } else {
            client.refresh();
            client.host().timers().schedule(RETRY_PAUSE, () -> asked.remove(nodeId));
        }
    }

    private boolean answered(Uuid topicId, PartitionData data) {
        Reading reading = readings.values().stream()
                .filter(each ->
                        each.partition.topicId().equals(topicId) && each.partition.number() == data.partitionIndex())
                .findFirst()
                .orElse(null);
        return reading == null || reading.answered(data);
    }

    /** How far one partition is read. */
    private final class Reading {

        private final Partition partition;
        private long position;
        private int lastEpoch = -1;
        /** The broker that was asked last, and the newest epoch that it led then. */
        private int asked;

        private int ledEpoch;

        Reading(Partition partition) {
            this.partition = partition;
        }

        FetchTopic next(BrokerClient.Leader leader) {
            asked = leader.nodeId();
            ledEpoch = promises.newestEpochLedBy(asked, partition);
            FetchTopic topic = new FetchTopic().topicId(partition.topicId());
            topic.partitions()
                    .add(new FetchPartition()
                            .partition(partition.number())
                            .currentLeaderEpoch(leader.epoch())
                            .lastFetchedEpoch(lastEpoch)
                            .fetchOffset(position)
                            .partitionMaxBytes(MAX_BYTES));
            return topic;
        }

        boolean answered(PartitionData data) {
            if (data.errorCode() == ErrorCode.OFFSET_OUT_OF_RANGE.code()) {
                promises.consumerCut(partition, asked, ledEpoch, position, -1);
                position = 0;
                lastEpoch = -1;
            }
            if (data.errorCode() != ErrorCode.NONE.code()) {
                return false;
            }
            long diverging = data.divergingEpoch().endOffset();
            if (diverging >= 0) {
                promises.consumerCut(partition, asked, ledEpoch, position, diverging);
                position = Math.min(position, diverging);
                lastEpoch = data.divergingEpoch().epoch();
            } else if (data.records() != null) {
                read(data.records());
            }
            return true;
        }

        private void read(ByteBuffer records) {
            for (RecordBatch batch : RecordBatch.split(records)) {
                if (batch.lastOffset() >= position) {
                    promises.consumed(partition, position, batch);
                    workload.count("batches consumed");
                    position = batch.lastOffset() + 1;
                    lastEpoch = batch.leaderEpoch();
                }
            }
        }
    }
}
