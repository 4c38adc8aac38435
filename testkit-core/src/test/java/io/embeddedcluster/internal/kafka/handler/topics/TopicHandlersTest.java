package io.embeddedcluster.internal.kafka.handler.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.server.PendingResponse;
import io.embeddedcluster.internal.kafka.server.RequestDispatcher;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.MessageType;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.ResponseFrame;
import io.embeddedcluster.internal.kafka.wire.WireMessage;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest.CreatableTopic;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsRequest.CreatableTopicConfig;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse;
import io.embeddedcluster.internal.kafka.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest.DeleteTopicState;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsResponse;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsResponse.DeletableTopicResult;
import io.embeddedcluster.internal.kafka.znode.FakeBroker;
import io.embeddedcluster.internal.kafka.znode.FakeEnsemble;
import io.embeddedcluster.internal.kafka.znode.FakeLoop;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Creating and deleting topics by requests to the controller; messages as Apache Kafka 4 words them. */
final class TopicHandlersTest {

    private static final Duration SOON = Duration.ofMillis(100);

    private final FakeLoop loop = new FakeLoop();
    private final FakeEnsemble ensemble = new FakeEnsemble(loop);
    private final List<FakeBroker> brokers = new ArrayList<>();

    @BeforeEach
    void start() {
        for (int nodeId = 1; nodeId <= 3; nodeId++) {
            brokers.add(new FakeBroker(loop, ensemble, nodeId, Map.of("min.insync.replicas", "2")));
        }
        loop.run(SOON);
    }

    @Test
    void creationIsAnsweredWhenEveryPartitionHasALeader() {
        CreatableTopicResult result = create(topic("orders", 6, 3));

        assertThat(error(result)).isEqualTo("NONE null");
        assertThat(result.numPartitions()).isEqualTo(6);
        assertThat(result.replicationFactor()).isEqualTo((short) 3);
        assertThat(result.topicId()).isNotEqualTo(Uuid.ZERO);
        assertThat(result.configs()).anySatisfy(config -> {
            assertThat(config.name()).isEqualTo("min.insync.replicas");
            assertThat(config.value()).isEqualTo("2");
            assertThat(config.configSource()).isEqualTo((byte) 4);
        });
        assertThat(controller().image().topic("orders")).hasValueSatisfying(topic -> {
            assertThat(topic.topicId()).isEqualTo(result.topicId());
            assertThat(topic.isFullyLed()).isTrue();
            assertThat(topic.partitions())
                    .allSatisfy(partition -> assertThat(partition.isr()).isEqualTo(partition.replicas()));
        });
        for (int nodeId = 1; nodeId <= 3; nodeId++) {
            int id = nodeId;
            assertThat(controller().image().topic("orders").orElseThrow().partitions())
                    .filteredOn(partition -> partition.leader() == id)
                    .hasSize(2);
        }
    }

    @Test
    void creationTakesTwoRoundTrips() {
        List<CreateTopicsResponse> responses = new ArrayList<>();
        ensemble.takeWriteCount();
        send(request(topic("orders", 10, 3)), responses);

        loop.run(Duration.ofMillis(4)); // write and its events, then the reading

        assertThat(responses).hasSize(1);
        assertThat(ensemble.takeWriteCount()).isEqualTo(1);
    }

    @Test
    void refusesWhatKafkaRefuses() {
        create(topic("a.b", 1, 1));
        assertThat(refusals(
                        topic("a.b", 1, 1),
                        topic("a_b", 1, 1),
                        topic("", 1, 1),
                        topic("..", 1, 1),
                        topic("no good", 1, 1),
                        topic("x".repeat(250), 1, 1),
                        topic("t1", 0, 1),
                        topic("t2", -2, 1),
                        topic("t3", 1, 0),
                        topic("t4", 1, 4),
                        config(topic("t5", 1, 1), "nonsense", "1"),
                        config(topic("t6", 1, 1), "retention.ms", "-5"),
                        assignment(topic("t7", 1, -1), 0, 1),
                        assignment(topic("t8", -1, -1), 0, 9),
                        assignment(topic("t9", -1, -1), 0, 1, 1),
                        assignment(topic("t10", -1, -1), 1, 1),
                        assignment(assignment(topic("t11", -1, -1), 0, 1, 2), 1, 3),
                        assignment(topic("t12", -1, -1), 0),
                        assignment(assignment(topic("t13", -1, -1), 0, 1), 0, 2),
                        assignment(topic("t14", -1, 2), 0, 1),
                        topic("__cluster_metadata", 1, 1)))
                .containsExactly(
                        "TOPIC_ALREADY_EXISTS Topic 'a.b' already exists.",
                        "INVALID_TOPIC_EXCEPTION Topic 'a_b' collides with existing topic: a.b",
                        "INVALID_TOPIC_EXCEPTION Topic name is invalid: the empty string is not allowed",
                        "INVALID_TOPIC_EXCEPTION Topic name is invalid: '..' is not allowed",
                        "INVALID_TOPIC_EXCEPTION Topic name is invalid: 'no good' contains one or more characters other"
                                + " than ASCII alphanumerics, '.', '_' and '-'",
                        "INVALID_TOPIC_EXCEPTION Topic name is invalid: the length of '" + "x".repeat(250)
                                + "' is longer than the max allowed length 249",
                        "INVALID_PARTITIONS Number of partitions was set to an invalid non-positive value.",
                        "INVALID_PARTITIONS Number of partitions was set to an invalid non-positive value.",
                        "INVALID_REPLICATION_FACTOR Replication factor must be larger than 0, or -1 to use the default"
                                + " value.",
                        "INVALID_REPLICATION_FACTOR Unable to replicate the partition 4 time(s): The target replication"
                                + " factor of 4 cannot be reached because only 3 broker(s) are registered.",
                        "INVALID_CONFIG Unknown topic config name: nonsense",
                        "INVALID_CONFIG Invalid value -5 for configuration retention.ms: Value must be at least -1",
                        "INVALID_REQUEST A manual partition assignment was specified, but numPartitions was not set to"
                                + " -1.",
                        "INVALID_REPLICA_ASSIGNMENT The manual partition assignment includes broker 9, but no such"
                                + " broker is registered.",
                        "INVALID_REPLICA_ASSIGNMENT The manual partition assignment includes the broker 1 more than"
                                + " once.",
                        "INVALID_REPLICA_ASSIGNMENT partitions should be a consecutive 0-based integer sequence",
                        "INVALID_REPLICA_ASSIGNMENT The manual partition assignment includes a partition with 1"
                                + " replica(s), but this is not consistent with previous partitions, which have 2"
                                + " replica(s).",
                        "INVALID_REPLICA_ASSIGNMENT The manual partition assignment includes an empty replica list.",
                        "INVALID_REPLICA_ASSIGNMENT Found multiple manual partition assignments for partition 0",
                        "INVALID_REQUEST A manual partition assignment was specified, but replication factor was not"
                                + " set to -1.",
                        "INVALID_REQUEST Creation of internal topic __cluster_metadata is prohibited.");
        assertThat(controller().image().topics()).containsOnlyKeys("a.b");
    }

    @Test
    void duplicateIsRefusedOnceAndTheRestCreated() {
        List<CreateTopicsResponse> responses = new ArrayList<>();

        send(request(topic("twice", 1, 1), topic("once", 1, 1), topic("twice", 2, 1)), responses);
        loop.run(SOON);

        assertThat(responses.get(0).topics())
                .extracting(result -> result.name() + " " + error(result))
                .containsExactlyInAnyOrder("twice INVALID_REQUEST Duplicate topic name.", "once NONE null");
        assertThat(controller().image().topics()).containsOnlyKeys("once");
    }

    @Test
    void validationCreatesNothing() {
        List<CreateTopicsResponse> responses = new ArrayList<>();

        send(request(topic("orders", 2, 3), topic("bad", 1, 9)).validateOnly(true), responses);
        loop.run(SOON);

        assertThat(responses.get(0).topics())
                .extracting(CreatableTopicResult::errorCode)
                .containsExactly((short) 0, (short) 38);
        assertThat(controller().image().topics()).isEmpty();
    }

    @Test
    void defaultsAreTheBrokers() {
        CreatableTopicResult result = create(topic("plain", -1, -1));

        assertThat(result.numPartitions()).isEqualTo(1);
        assertThat(result.replicationFactor()).isEqualTo((short) 1);
    }

    @Test
    void creationThatTakesTooLongTimesOutAndGoesOn() {
        List<CreateTopicsResponse> responses = new ArrayList<>();
        send(request(topic("slow", 1, 1)).timeoutMs(1), responses);

        loop.run(Duration.ofMillis(2));

        assertThat(responses).hasSize(1);
        assertThat(error(responses.get(0).topics().get(0))).isEqualTo("REQUEST_TIMED_OUT The request timed out.");
        loop.run(SOON);
        assertThat(controller().image().topics()).containsOnlyKeys("slow");
    }

    @Test
    void twoRequestsForOneTopicCreateItOnce() {
        List<CreateTopicsResponse> responses = new ArrayList<>();

        send(request(topic("race", 1, 1)), responses);
        send(request(topic("race", 2, 1)), responses);
        loop.run(SOON);

        assertThat(responses)
                .extracting(response -> error(response.topics().get(0)))
                .containsExactlyInAnyOrder("NONE null", "TOPIC_ALREADY_EXISTS Topic 'race' already exists.");
        assertThat(controller().image().topic("race").orElseThrow().partitions())
                .hasSize(1);
    }

    @Test
    void settingsLeftFromBeforeAreReplaced() {
        ensemble.change(
                ZnodeChange.create("/config/topics/orders", "{\"version\":1,\"config\":{\"retention.ms\":\"7\"}}"));

        assertThat(error(create(config(topic("orders", 1, 1), "segment.ms", "9"))))
                .isEqualTo("NONE null");

        assertThat(ensemble.text("/config/topics/orders"))
                .isEqualTo("{\"version\":1,\"config\":{\"segment.ms\":\"9\"}}");
    }

    @Test
    void creationWithALostAnswerIsFoundDone() {
        List<CreateTopicsResponse> responses = new ArrayList<>();
        FakeBroker controller = controller();
        controller.tree().loseNextReply();

        send(request(topic("orders", 1, 3)), responses);
        loop.run(SOON);
        assertThat(responses).isEmpty();
        controller.tree().reconnect();
        loop.run(SOON);

        assertThat(error(responses.get(0).topics().get(0))).isEqualTo("NONE null");
    }

    @Test
    void creationInStepsWithALostAnswerIsFoundDone() {
        List<CreateTopicsResponse> responses = new ArrayList<>();
        FakeBroker controller = controller();
        controller.tree().loseNextReply();

        send(request(topic("orders", 400, 3)), responses);
        loop.run(SOON);
        controller.tree().reconnect();
        loop.run(SOON);

        assertThat(error(responses.get(0).topics().get(0))).isEqualTo("NONE null");
    }

    @Test
    void creationThatNeverArrivedIsSentAgain() {
        List<CreateTopicsResponse> responses = new ArrayList<>();
        FakeBroker controller = controller();
        controller.tree().disconnect();

        send(request(topic("orders", 1, 3)), responses);
        loop.run(SOON);
        assertThat(responses).isEmpty();
        controller.tree().reconnect();
        loop.run(SOON);

        assertThat(error(responses.get(0).topics().get(0))).isEqualTo("NONE null");
        assertThat(controller.image().topics()).containsOnlyKeys("orders");
    }

    @Test
    void creationThatBreaksItsConnectionIsNotSentAgainAtOnce() {
        FakeBroker controller = controller();
        controller.tree().holdWrites();
        send(request(topic("orders", 1, 3)), new ArrayList<>());

        for (int i = 0; i < 20; i++) {
            loop.run(Duration.ofMillis(5));
            controller.tree().disconnect();
            controller.tree().reconnect();
        }

        assertThat(controller.tree().heldWrites()).isBetween(2, 4);
    }

    @Test
    void aRequestForMoreThanTenThousandPartitionsIsRefusedWhole() {
        String refusal = "POLICY_VIOLATION Excessively large number of partitions per request.";

        assertThat(refusals(topic("a", 100_000_000, 1))).containsExactly(refusal);
        assertThat(refusals(topic("a", Integer.MAX_VALUE, 1), topic("b", Integer.MAX_VALUE, 1), topic("c", 3, 1)))
                .containsExactly(refusal, refusal, refusal);
        assertThat(refusals(topic("a", 10_000, 4), topic("b", -1, 1))).containsExactly(refusal, refusal);
        assertThat(refusals(assignment(topic("a", -1, -1), 0, 1), topic("b", 10_000, 1)))
                .containsExactly(refusal, refusal);
        assertThat(controller().image().topics()).isEmpty();
    }

    @Test
    void whatIsRefusedAnywayCountsForTheTenThousandUnlessItIsNamedTwice() {
        assertThat(refusals(topic("no good", 10_000, 1), topic("b", 0, 1)))
                .allSatisfy(error -> assertThat(error).doesNotStartWith("POLICY_VIOLATION"));
        assertThat(refusals(topic("no good", 10_000, 1), topic("b", 1, 1)))
                .allSatisfy(error -> assertThat(error).startsWith("POLICY_VIOLATION"));
        assertThat(refusals(topic("a", 10_000, 1), topic("a", 10_000, 1), topic("__cluster_metadata", 10_000, 1)))
                .noneSatisfy(error -> assertThat(error).startsWith("POLICY_VIOLATION"));
    }

    @Test
    void deletionThatNeverArrivedIsSentAgain() {
        create(topic("orders", 1, 3));
        FakeBroker controller = controller();
        controller.tree().disconnect();

        loop.run(SOON);
        List<String> results = delete(new DeleteTopicState().name("orders"));
        assertThat(results).isEmpty();
        controller.tree().reconnect();
        loop.run(SOON);

        assertThat(results).containsExactly("orders NONE null");
        assertThat(ensemble.exists("/brokers/topics/orders")).isFalse();
    }

    @Test
    void whoIsNotTheControllerSaysSo() {
        FakeBroker other = brokers.stream()
                .filter(broker -> !broker.controller().isActive())
                .findFirst()
                .orElseThrow();
        List<String> errors = new ArrayList<>();

        create(
                other,
                request(topic("t", 1, 1)),
                response -> errors.add(error(response.topics().get(0))));
        loop.run(SOON);

        assertThat(errors).containsExactly("NOT_CONTROLLER This is not the correct controller for this cluster.");
    }

    @Test
    void controllerThatResignsAnswersWhatIsOpen() {
        List<CreateTopicsResponse> responses = new ArrayList<>();
        FakeBroker controller = controller();
        controller.tree().holdWrites();
        send(request(topic("t", 1, 1)), responses);
        loop.run(SOON);

        controller.tree().disconnect();
        controller.tree().expire();
        controller.tree().reconnect();
        loop.run(SOON);

        assertThat(error(responses.get(0).topics().get(0)))
                .isEqualTo("NOT_CONTROLLER This is not the correct controller for this cluster.");
    }

    @Test
    void topicIsDeletedByNameAndByIdAndCreatedAnewWithAnotherId() {
        Uuid first = create(topic("orders", 3, 3)).topicId();
        Uuid second = create(topic("other", 1, 1)).topicId();

        assertThat(delete(
                        new DeleteTopicState().name("orders"),
                        new DeleteTopicState().name(null).topicId(second)))
                .containsExactlyInAnyOrder("orders NONE null", "other NONE null");

        assertThat(ensemble.exists("/brokers/topics/orders")).isFalse();
        assertThat(ensemble.exists("/config/topics/orders")).isFalse();
        assertThat(ensemble.exists("/admin/delete_topics/orders")).isFalse();
        assertThat(brokers)
                .allSatisfy(broker -> assertThat(broker.image().topics()).isEmpty());
        assertThat(create(topic("orders", 1, 1)).topicId()).isNotEqualTo(first).isNotEqualTo(Uuid.ZERO);
    }

    @Test
    void deletionRefusesWhatKafkaRefuses() {
        Uuid id = create(topic("orders", 1, 1)).topicId();
        Uuid unknown = new Uuid(5, 6);

        assertThat(delete(
                        new DeleteTopicState().name("nobody"),
                        new DeleteTopicState().name(null).topicId(unknown),
                        new DeleteTopicState().name(null),
                        new DeleteTopicState().name("orders").topicId(id),
                        new DeleteTopicState().name("twice"),
                        new DeleteTopicState().name("twice")))
                .containsExactlyInAnyOrder(
                        "nobody UNKNOWN_TOPIC_OR_PARTITION This server does not host this topic-partition.",
                        "null UNKNOWN_TOPIC_ID This server does not host this topic ID.",
                        "null INVALID_REQUEST Neither topic name nor id were specified.",
                        "orders INVALID_REQUEST You may not specify both topic name and topic id.",
                        "twice INVALID_REQUEST Duplicate topic name.");
        assertThat(delete(
                        new DeleteTopicState().name("orders"),
                        new DeleteTopicState().name(null).topicId(id)))
                .containsExactly(
                        "orders INVALID_REQUEST The provided topic name maps to an ID that was already supplied.");
        assertThat(controller().image().topics()).containsOnlyKeys("orders");
    }

    @Test
    void disabledDeletionIsAnsweredAsTheVersionKnowsIt() {
        FakeBroker strict = new FakeBroker(loop, new FakeEnsemble(loop), 1, Map.of("delete.topic.enable", "false"));
        loop.run(SOON);
        create(strict, request(topic("kept", 1, 1)), response -> {});
        loop.run(SOON);
        List<String> results = new ArrayList<>();

        delete(strict, 2, byName("kept", "nobody"), results);
        delete(strict, 3, byName("kept"), results);
        delete(strict, 5, byName("kept"), results);
        loop.run(SOON);

        assertThat(results)
                .containsExactly(
                        "nobody UNKNOWN_TOPIC_OR_PARTITION null",
                        "kept INVALID_REQUEST null",
                        "kept TOPIC_DELETION_DISABLED null",
                        "kept TOPIC_DELETION_DISABLED Topic deletion is disabled.");
        assertThat(strict.image().topics()).containsOnlyKeys("kept");
    }

    private static DeleteTopicsRequest byName(String... names) {
        return new DeleteTopicsRequest()
                .topicNames(new ArrayList<>(List.of(names)))
                .timeoutMs(5000);
    }

    @Test
    void topicWithManyPartitionsComesAndGoes() {
        assertThat(error(create(topic("huge", 1500, 3)))).isEqualTo("NONE null");

        assertThat(delete(new DeleteTopicState().name("huge"))).containsExactly("huge NONE null");
        assertThat(ensemble.exists("/brokers/topics/huge")).isFalse();
    }

    private FakeBroker controller() {
        return brokers.stream()
                .filter(broker -> broker.controller().isActive())
                .findFirst()
                .orElseThrow();
    }

    private CreatableTopicResult create(CreatableTopic topic) {
        List<CreateTopicsResponse> responses = new ArrayList<>();
        send(request(topic), responses);
        loop.run(SOON);
        return responses.get(0).topics().get(0);
    }

    private List<String> refusals(CreatableTopic... topics) {
        List<CreateTopicsResponse> responses = new ArrayList<>();
        send(request(topics), responses);
        loop.run(SOON);
        return responses.get(0).topics().stream().map(TopicHandlersTest::error).toList();
    }

    private void send(CreateTopicsRequest request, List<CreateTopicsResponse> responses) {
        create(controller(), request, responses::add);
    }

    private static void create(
            FakeBroker broker, CreateTopicsRequest request, Consumer<CreateTopicsResponse> callback) {
        ask(broker, ApiKey.CREATE_TOPICS, 7, request, CreateTopicsResponse.TYPE, callback);
    }

    private List<String> delete(DeleteTopicState... topics) {
        List<String> results = new ArrayList<>();
        DeleteTopicsRequest request = new DeleteTopicsRequest()
                .topics(new ArrayList<>(List.of(topics)))
                .timeoutMs(5000);
        delete(controller(), 6, request, results);
        loop.run(SOON);
        return results;
    }

    private static void delete(FakeBroker broker, int version, DeleteTopicsRequest request, List<String> results) {
        ask(
                broker,
                ApiKey.DELETE_TOPICS,
                version,
                request,
                DeleteTopicsResponse.TYPE,
                response -> response.responses().forEach(result -> results.add(result.name() + " " + error(result))));
    }

    /** Sends a request as bytes through the handlers of topics, and hands the response back when it is there. */
    private static <R extends WireMessage> void ask(
            FakeBroker broker,
            ApiKey api,
            int version,
            WireMessage request,
            MessageType<R> responseType,
            Consumer<R> callback) {
        RequestDispatcher dispatcher = new RequestDispatcher(broker.host());
        new TopicHandlers(broker.controller().topicAdmin()).registerOn(dispatcher);
        dispatcher.dispatch(
                frame(RequestFrame.encode(api, (short) version, 1, "a-client", request)), new PendingResponse() {
                    @Override
                    public String peer() {
                        return "a client";
                    }

                    @Override
                    public boolean isInternal() {
                        return false;
                    }

                    @Override
                    public void answer(ByteBuffer... frame) {
                        callback.accept(
                                ResponseFrame.parse(frame(List.of(frame))).read(api, (short) version, responseType));
                    }

                    @Override
                    public void answerNothing() {
                        throw new AssertionError("no answer");
                    }

                    @Override
                    public void close(String reason) {
                        throw new AssertionError(reason);
                    }

                    @Override
                    public void reset() {
                        throw new AssertionError("reset");
                    }

                    @Override
                    public void onAbandoned(Runnable task) {}

                    @Override
                    public void onNextRequest(Runnable task) {}
                });
    }

    /** Returns what comes after the length. */
    private static ByteBuffer frame(List<ByteBuffer> parts) {
        ByteBuffer whole = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(part -> whole.put(part.duplicate()));
        return whole.flip().position(Integer.BYTES).slice();
    }

    private static String error(CreatableTopicResult result) {
        return ErrorCode.of(result.errorCode()) + " " + result.errorMessage();
    }

    private static String error(DeletableTopicResult result) {
        return ErrorCode.of(result.errorCode()) + " " + result.errorMessage();
    }

    private static CreateTopicsRequest request(CreatableTopic... topics) {
        return new CreateTopicsRequest()
                .topics(new ArrayList<>(List.of(topics)))
                .timeoutMs(5000);
    }

    private static CreatableTopic topic(String name, int partitions, int replicationFactor) {
        return new CreatableTopic().name(name).numPartitions(partitions).replicationFactor((short) replicationFactor);
    }

    private static CreatableTopic config(CreatableTopic topic, String name, String value) {
        topic.configs().add(new CreatableTopicConfig().name(name).value(value));
        return topic;
    }

    private static CreatableTopic assignment(CreatableTopic topic, int partition, Integer... nodeIds) {
        topic.assignments()
                .add(new CreatableReplicaAssignment()
                        .partitionIndex(partition)
                        .brokerIds(new ArrayList<>(List.of(nodeIds))));
        return topic;
    }
}
