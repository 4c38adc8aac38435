package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.kafka.log.ProducedBatch;
import io.embeddedcluster.internal.kafka.log.RecordBatch;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.replication.ProduceResult;
import io.embeddedcluster.internal.kafka.replication.ReplicaAppender;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest.PartitionProduceData;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest.TopicProduceData;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse.PartitionProduceResponse;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse.TopicProduceResponse;
import io.embeddedcluster.internal.observer.NodeObserver;
import io.embeddedcluster.internal.observer.RecordsAcknowledged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Produce that is being served: each partition's part is refused, appended, or appended and waits for its replicas. The
 * response goes out when no part waits any more, or when the request's time is over.
 */
final class PendingProduce {

    private final Host host;
    private final Supplier<MetadataImage> image;
    private final ReplicaAppender appender;
    private final NodeObserver observer;
    private final Request<ProduceRequest, ProduceResponse> request;
    private final ProduceResponse response = new ProduceResponse();
    private final Map<NamedTopic, TopicProduceResponse> topics = new LinkedHashMap<>();
    private final Map<Named, PartitionProduceResponse> answers = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private int waiting;
    private boolean begun;
    private boolean responded;
    private Timers.@Nullable Timer timeout;

    PendingProduce(
            Host host,
            Supplier<MetadataImage> image,
            ReplicaAppender appender,
            NodeObserver observer,
            Request<ProduceRequest, ProduceResponse> request) {
        this.host = host;
        this.image = image;
        this.appender = appender;
        this.observer = observer;
        this.request = request;
    }

    void refuse(PartitionProduceResponse answer, ErrorCode error) {
        fail(answer, error);
        answer.logStartOffset(-1).errorMessage(null).recordErrors().clear();
    }

    void append(TopicPartition topicPartition, ProducedBatch batch, PartitionProduceResponse answer) {
        short acks = request.body().acks();
        appender.append(topicPartition, batch, acks)
                .tell(
                        appended -> appended(new Part(topicPartition, answer, appended, batch.sent()), acks),
                        refused -> refuse(topicPartition, answer, refused));
    }

    private void appended(Part part, short acks) {
        ProduceResult.Appended appended = part.appended;
        part.answer
                .baseOffset(appended.appended().baseOffset())
                .logAppendTimeMs(appended.appended().logAppendTimeMillis())
                .logStartOffset(appended.logStartOffset());
        parts.add(part);
        if (acks == ReplicaAppender.ACKS_ALL) {
            part.isWaiting = true;
            waiting++;
        }
    }

    /** Answers, or begins to wait for what is not replicated yet. */
    void begin() {
        for (Part part : parts) {
            if (part.isWaiting) {
                part.stopWaiting = appender.awaitReplication(
                        part.topicPartition, part.appended, request.later(outcome -> replicated(part, outcome)));
            }
        }
        begun = true;
        if (waiting == 0) {
            respond();
        } else {
            Duration limit = Duration.ofMillis(Math.max(0, request.body().timeoutMs()));
            timeout = host.timers().schedule(limit, request.later(this::expire));
            request.onAbandoned(this::stopWaiting);
        }
    }

    private void replicated(Part part, ErrorCode outcome) {
        if (!part.isWaiting) {
            return;
        }
        part.isWaiting = false;
        waiting--;
        if (outcome != ErrorCode.NONE) {
            fail(part.answer, outcome);
            hintAtLeader(part.topicPartition, part.answer);
        }
        if (begun && waiting == 0) {
            respond();
        }
    }

    private void expire() {
        for (Part part : parts) {
            if (part.isWaiting) {
                fail(part.answer, ErrorCode.REQUEST_TIMED_OUT);
            }
        }
        stopWaiting();
        respond();
    }

    private void stopWaiting() {
        if (timeout != null) {
            timeout.cancel();
        }
        for (Part part : parts) {
            if (part.isWaiting) {
                part.isWaiting = false;
                part.stopWaiting.run();
            }
        }
        waiting = 0;
    }

    private void respond() {
        if (responded) {
            return;
        }
        responded = true;
        if (timeout != null) {
            timeout.cancel();
        }
        if (request.body().acks() == 0) {
            respondNothing();
            return;
        }
        if (observer.isObserved()) {
            parts.stream()
                    .filter(part -> part.answer.errorCode() == ErrorCode.NONE.code())
                    .forEach(part -> observer.tell(part.acknowledgement()));
        }
        request.respond(response);
    }

    /** A producer that wants no response learns of an error by the end of its connection. */
    private void respondNothing() {
        StringBuilder errors = new StringBuilder();
        response.responses()
                .forEach(topic -> topic.partitionResponses().stream()
                        .filter(answer -> answer.errorCode() != ErrorCode.NONE.code())
                        .forEach(answer -> errors.append(' ')
                                .append(topic.name())
                                .append('-')
                                .append(answer.index())
                                .append('=')
                                .append(ErrorCode.of(answer.errorCode()))));
        if (errors.isEmpty()) {
            request.respondNothing();
        } else {
            request.closeConnection("error in a Produce with acks=0:" + errors);
        }
    }

    private void refuse(TopicPartition topicPartition, PartitionProduceResponse answer, ProduceResult.Refused why) {
        fail(answer, why.error());
        answer.logStartOffset(why.logStartOffset());
        if (!why.message().isEmpty()) {
            answer.errorMessage(why.message());
        }
        why.recordErrors()
                .forEach(error -> answer.recordErrors()
                        .add(new ProduceResponse.BatchIndexAndErrorMessage()
                                .batchIndex(error.batchIndex())
                                .batchIndexErrorMessage(error.message())));
        hintAtLeader(topicPartition, answer);
    }

    private static void fail(PartitionProduceResponse answer, ErrorCode error) {
        answer.errorCode(error.code()).baseOffset(-1).logAppendTimeMs(-1);
    }

    /** KIP-951: the producer need not ask for metadata to go on. */
    private void hintAtLeader(TopicPartition topicPartition, PartitionProduceResponse answer) {
        if (request.version() < 10 || answer.errorCode() != ErrorCode.NOT_LEADER_OR_FOLLOWER.code()) {
            return;
        }
        MetadataImage now = image.get();
        int leader = now.partition(topicPartition).map(PartitionImage::leader).orElse(PartitionImage.NO_LEADER);
        answer.currentLeader()
                .leaderId(leader)
                .leaderEpoch(now.partition(topicPartition)
                        .map(PartitionImage::leaderEpoch)
                        .orElse(PartitionImage.UNKNOWN_EPOCH));
        TreeSet<Integer> told = new TreeSet<>();
        response.nodeEndpoints().forEach(endpoint -> told.add(endpoint.nodeId()));
        now.broker(leader)
                .filter(broker -> told.add(broker.nodeId()))
                .ifPresent(broker -> response.nodeEndpoints()
                        .add(new ProduceResponse.NodeEndpoint()
                                .nodeId(broker.nodeId())
                                .host(broker.host())
                                .port(broker.port())
                                .rack(broker.rack())));
    }

    /** Returns what will be answered for a partition; the same where it is named again. */
    PartitionProduceResponse answer(TopicProduceData topic, PartitionProduceData partition) {
        return answers.computeIfAbsent(new Named(named(topic), partition.index()), unused -> {
            PartitionProduceResponse answer = new PartitionProduceResponse().index(partition.index());
            answersOf(topic).partitionResponses().add(answer);
            return answer;
        });
    }

    private TopicProduceResponse answersOf(TopicProduceData topic) {
        return topics.computeIfAbsent(named(topic), unused -> {
            TopicProduceResponse added =
                    new TopicProduceResponse().name(topic.name()).topicId(topic.topicId());
            response.responses().add(added);
            return added;
        });
    }

    private static NamedTopic named(TopicProduceData topic) {
        return new NamedTopic(topic.name(), topic.topicId());
    }

    /** A topic as the request names it. */
    private record NamedTopic(String name, Uuid id) {}

    /** A partition as the request names it. */
    private record Named(NamedTopic topic, int partition) {}

    /** One partition's records, which the leader has in its log. */
    private final class Part {

        private final TopicPartition topicPartition;
        private final PartitionProduceResponse answer;
        private final ProduceResult.Appended appended;
        private final RecordBatch batch;
        private boolean isWaiting;
        private Runnable stopWaiting = () -> {};

        Part(
                TopicPartition topicPartition,
                PartitionProduceResponse answer,
                ProduceResult.Appended appended,
                RecordBatch batch) {
            this.topicPartition = topicPartition;
            this.answer = answer;
            this.appended = appended;
            this.batch = batch;
        }

        RecordsAcknowledged acknowledgement() {
            Uuid topicId = image.get()
                    .topic(topicPartition.topic())
                    .map(TopicImage::topicId)
                    .orElse(Uuid.ZERO);
            return new RecordsAcknowledged(
                    topicPartition.topic(),
                    topicPartition.partition(),
                    topicId.toString(),
                    appended.leaderEpoch(),
                    appended.appended().baseOffset(),
                    appended.appended().lastOffset(),
                    batch.producerId(),
                    batch.producerEpoch(),
                    batch.baseSequence(),
                    request.body().acks());
        }
    }
}
