package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.kafka.log.RecordBatch;
import io.embeddedcluster.internal.kafka.log.RecordBatchBuilder;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.InitProducerIdRequest;
import io.embeddedcluster.internal.kafka.wire.message.InitProducerIdResponse;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest.PartitionProduceData;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest.TopicProduceData;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse.PartitionProduceResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A producer that writes to every partition it knows: one of acks 0, 1 or all; where it is idempotent, with up to five
 * batches in flight, sent again in their order until each is acknowledged.
 *
 * <p>Unlike Kafka's, it has a producer id for each partition, and never gives up.
 */
final class SimulatedProducer {

    private static final short VERSION = 13;
    private static final short INIT_VERSION = 4;
    private static final int IN_FLIGHT = 5;
    private static final short ALL = -1;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(40);

    private final BrokerClient client;
    private final Workload workload;
    private final Promises promises;
    private final short acks;
    private final boolean isIdempotent;
    private final Map<Partition, Lane> lanes = new TreeMap<>();

    SimulatedProducer(BrokerClient client, Workload workload, Promises promises, short acks, boolean isIdempotent) {
        this.client = client;
        this.workload = workload;
        this.promises = promises;
        this.acks = acks;
        this.isIdempotent = isIdempotent;
        work();
    }

    private void work() {
        lanes.keySet().removeIf(partition -> !client.leaders().containsKey(partition));
        client.leaders().keySet().forEach(partition -> lanes.computeIfAbsent(partition, Lane::new));
        if (!workload.isQuiet()) {
            lanes.values().stream()
                    .filter(lane -> client.random().nextInt(3) == 0)
                    .forEach(Lane::produce);
        }
        lanes.values().forEach(Lane::pump);
        client.host().timers().schedule(Duration.ofMillis(client.random().nextInt(20, 90)), this::work);
    }

    /** {@return whether everything that was begun is acknowledged} */
    boolean isDrained() {
        return lanes.values().stream().allMatch(lane -> lane.unacknowledged.isEmpty());
    }

    /** One batch, from its making to its acknowledgement. */
    private static final class Batch {

        private final RecordBatch content;
        private boolean isInFlight;
        /** Whether all before it was acknowledged when it was sent last. */
        private boolean wasSentFirst;
        /** The broker that it was sent to last, and the newest epoch that it led then. */
        private int sentTo;

        private int leaderEpoch;
        /** Whether it was sent, and refused or not answered. */
        private boolean isRetried;

        Batch(RecordBatch content) {
            this.content = content;
        }
    }

    /** What goes to one partition. */
    private final class Lane {

        private final Partition partition;
        private final ArrayDeque<Batch> unacknowledged = new ArrayDeque<>();
        private long producerId = RecordBatch.NO_PRODUCER_ID;
        private short producerEpoch;
        private int nextSequence;
        /** Whether the partition knows this producer. */
        private boolean hasBegun;

        private boolean asksForId;
        private boolean isPausing;

        Lane(Partition partition) {
            this.partition = partition;
        }

        void produce() {
            if (isIdempotent && producerId == RecordBatch.NO_PRODUCER_ID) {
                askForId();
                return;
            }
            if (unacknowledged.size() >= (isIdempotent ? IN_FLIGHT : 1)) {
                return;
            }
            RecordBatchBuilder builder = new RecordBatchBuilder();
            int count = client.random().nextInt(1, 4);
            if (isIdempotent) {
                builder.producer(producerId, producerEpoch, nextSequence);
                nextSequence += count;
            }
            for (int i = 0; i < count; i++) {
                builder.add(client.host().clock().wallMillis(), null, workload.nextValue());
            }
            unacknowledged.add(new Batch(builder.build()));
        }

        private void askForId() {
            if (asksForId) {
                return;
            }
            asksForId = true;
            client.link(client.anyBroker())
                    .ask(
                            ApiKey.INIT_PRODUCER_ID,
                            INIT_VERSION,
                            new InitProducerIdRequest()
                                    .transactionalId(null)
                                    .producerId(-1)
                                    .producerEpoch((short) -1),
                            InitProducerIdResponse.TYPE,
                            answer -> {
                                asksForId = false;
                                answer.filter(given -> given.errorCode() == ErrorCode.NONE.code())
                                        .ifPresent(given -> {
                                            producerId = given.producerId();
                                            producerEpoch = given.producerEpoch();
                                            nextSequence = 0;
                                        });
                            });
        }

        /**
         * Sends what is not in flight, in order. As in Kafka's client a batch that is sent again waits until all before it
         * are acknowledged. Until its first batch is acknowledged nothing else is sent: a leader lets a producer that it
         * knows nothing of begin with any sequence, and would take the second batch where it had refused the first.
         */
        void pump() {
            if (isPausing || unacknowledged.isEmpty()) {
                return;
            }
            int leader =
                    client.leader(partition).map(BrokerClient.Leader::nodeId).orElse(-1);
            if (leader < 0) {
                client.refresh();
                return;
            }
            for (Batch batch : unacknowledged) {
                boolean isFirst = batch == unacknowledged.peekFirst();
                if (!batch.isInFlight && !isFirst && (batch.isRetried || !hasBegun)) {
                    break;
                }
                if (!batch.isInFlight) {
                    send(batch, leader);
                }
            }
            if (acks == 0) {
                unacknowledged.clear();
            }
        }

        private void send(Batch batch, int nodeId) {
            batch.isInFlight = true;
            batch.wasSentFirst = batch == unacknowledged.peekFirst();
            batch.sentTo = nodeId;
            batch.leaderEpoch = promises.newestEpochLedBy(nodeId, partition);
            TopicProduceData topic = new TopicProduceData().topicId(partition.topicId());
            topic.partitionData()
                    .add(new PartitionProduceData().index(partition.number()).records(batch.content.bytes()));
            ProduceRequest request = new ProduceRequest().acks(acks).timeoutMs(500);
            request.topicData().add(topic);
            workload.count("produces with acks=" + acks + (isIdempotent ? ", idempotent" : ""));
            if (acks == 0) {
                client.link(nodeId).tell(ApiKey.PRODUCE, VERSION, request);
            } else {
                client.link(nodeId)
                        .ask(ApiKey.PRODUCE, VERSION, request, ProduceResponse.TYPE, answer -> answered(batch, answer));
            }
        }

        private void answered(Batch batch, Optional<ProduceResponse> answer) {
            batch.isInFlight = false;
            if (lanes.get(partition) != this || !unacknowledged.contains(batch)) {
                return;
            }
            PartitionProduceResponse told = answer.map(response ->
                            response.responses().get(0).partitionResponses().get(0))
                    .orElse(null);
            ErrorCode error = told == null ? null : ErrorCode.of(told.errorCode());
            if (told != null && error == ErrorCode.NONE) {
                unacknowledged.remove(batch);
                hasBegun = true;
                workload.count("batches acknowledged");
                if (acks == ALL) {
                    promises.producerTold(partition, told.baseOffset(), batch.content);
                }
                pump();
                return;
            }
            workload.count("produces refused or lost");
            if (error == ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && batch.wasSentFirst) {
                promises.producerRefused(partition, batch.sentTo, batch.leaderEpoch, batch.content);
                if (promises.isUncleanAllowed(partition)) {
                    beginAnew();
                    return;
                }
            }
            batch.isRetried = true;
            client.refresh();
            isPausing = true;
            client.host().timers().schedule(RETRY_PAUSE, () -> {
                isPausing = false;
                pump();
            });
        }

        /** After an unclean election the partition knows less of this producer than was acknowledged. */
        private void beginAnew() {
            unacknowledged.clear();
            producerId = RecordBatch.NO_PRODUCER_ID;
            hasBegun = false;
        }
    }
}
