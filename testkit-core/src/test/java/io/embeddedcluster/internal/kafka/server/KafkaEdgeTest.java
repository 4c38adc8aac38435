package io.embeddedcluster.internal.kafka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.edge.AnswerVerdict;
import io.embeddedcluster.internal.edge.EdgeRequest;
import io.embeddedcluster.internal.edge.RequestRule;
import io.embeddedcluster.internal.edge.RequestVerdict;
import io.embeddedcluster.internal.edge.Verdict;
import io.embeddedcluster.internal.kafka.fixture.BrokerCluster;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real producer and the partition's log see of each verdict on one Produce. */
class KafkaEdgeTest {

    private static final String TOPIC = "orders";

    private final BrokerCluster cluster = new BrokerCluster(1, 1, Map.of());

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
        cluster.awaitLeader(TOPIC, 0);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aDroppedRequestLeavesNoRecordUntilTheProducerAsksAgain() throws Exception {
        Once rule = Once.onRequest(new Verdict.Drop());
        try (KafkaProducer<String, String> producer = producer(true, 10)) {
            install(rule);
            send(producer);
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isOne();
    }

    @Test
    void aDroppedAnswerLeavesTheRecordAndIdempotenceKeepsItSingle() throws Exception {
        Once rule = Once.onAnswer(new Verdict.Drop());
        try (KafkaProducer<String, String> producer = producer(true, 10)) {
            install(rule);
            send(producer);
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isOne();
    }

    @Test
    void aDroppedAnswerDoublesTheRecordWhereTheProducerIsNotIdempotent() throws Exception {
        Once rule = Once.onAnswer(new Verdict.Drop());
        try (KafkaProducer<String, String> producer = producer(false, 10)) {
            install(rule);
            send(producer);
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isEqualTo(2);
    }

    @Test
    void aDroppedAnswerWithoutRetriesIsATimeoutAlthoughTheRecordIsThere() throws Exception {
        Once rule = Once.onAnswer(new Verdict.Drop());
        try (KafkaProducer<String, String> producer = producer(false, 0)) {
            install(rule);
            assertThatThrownBy(() -> send(producer))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isOne();
    }

    @Test
    void aRequestDeliveredTwiceIsAppendedTwiceWithoutIdempotence() throws Exception {
        Once rule = Once.onRequest(new Verdict.DeliverTwice());
        try (KafkaProducer<String, String> producer = producer(false, 0)) {
            install(rule);
            assertThat(send(producer)).isOne();
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isEqualTo(2);
    }

    @Test
    void aRequestDeliveredTwiceIsAppendedOnceWithIdempotence() throws Exception {
        Once rule = Once.onRequest(new Verdict.DeliverTwice());
        try (KafkaProducer<String, String> producer = producer(true, 10)) {
            install(rule);
            assertThat(send(producer)).isZero();
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isOne();
    }

    @Test
    void anErrorBeforeTheHandlerLeavesNoRecord() throws Exception {
        Once rule = Once.onRequest(new Verdict.AnswerWithError(ErrorCode.INVALID_TOPIC_EXCEPTION.code()));
        try (KafkaProducer<String, String> producer = producer(false, 0)) {
            install(rule);
            assertThatThrownBy(() -> send(producer)).hasCauseInstanceOf(InvalidTopicException.class);
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isZero();
    }

    @Test
    void anErrorInsteadOfTheAnswerLeavesTheRecord() throws Exception {
        Once rule = Once.onAnswer(new Verdict.AnswerWithError(ErrorCode.UNKNOWN_SERVER_ERROR.code()));
        try (KafkaProducer<String, String> producer = producer(false, 0)) {
            install(rule);
            assertThatThrownBy(() -> send(producer)).hasCauseInstanceOf(UnknownServerException.class);
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isOne();
    }

    @Test
    void delayedRequestsAndAnswersKeepTheOrderOfTheConnection() throws Exception {
        Duration delay = Duration.ofMillis(50);
        Once late = new Once(Optional.of(new Verdict.Delay(delay)), Optional.of(new Verdict.Delay(delay)));
        try (KafkaProducer<String, String> producer = producer(true, 10)) {
            install(late);
            long began = System.nanoTime();
            assertThat(send(producer)).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(delay.multipliedBy(2));
            assertThat(send(producer)).isOne();
        }
        assertThat(late.fired()).isEqualTo(2);
        assertThat(records()).isEqualTo(2);
    }

    @Test
    void aResetConnectionIsOpenedAgainAndTheRecordSentOnce() throws Exception {
        Once rule = Once.onRequest(new Verdict.Reset());
        try (KafkaProducer<String, String> producer = producer(true, 10)) {
            install(rule);
            send(producer);
        }
        assertThat(rule.fired()).isOne();
        assertThat(records()).isOne();
    }

    @Test
    void aRuleThatThrowsDisturbsNoClientAndIsADefect() throws Exception {
        cluster.edge(1).install("broken", new RequestRule() {
            @Override
            public RequestVerdict onRequest(EdgeRequest request) {
                throw new IllegalStateException("on " + request.api());
            }
        });
        try (KafkaProducer<String, String> producer = producer(true, 10)) {
            send(producer);
        }
        assertThat(records()).isOne();
        assertThat(cluster.defects())
                .anySatisfy(defect -> assertThat(defect).hasMessageContaining("rule \"broken\" failed"));
        assertThat(cluster.journalText()).contains("rule \"broken\" failed");
    }

    private void install(RequestRule rule) {
        cluster.edge(1).install("once", rule);
    }

    private KafkaProducer<String, String> producer(boolean idempotent, int retries) throws Exception {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                idempotent,
                ProducerConfig.RETRIES_CONFIG,
                retries,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                500,
                ProducerConfig.LINGER_MS_CONFIG,
                0);
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private static long send(KafkaProducer<String, String> producer) throws Exception {
        return producer.send(new ProducerRecord<>(TOPIC, "key", "value"))
                .get(20, TimeUnit.SECONDS)
                .offset();
    }

    private long records() {
        return cluster.replica(1, TOPIC, 0).orElseThrow().logEndOffset();
    }

    /** Decides on the first Produce, and leaves all others alone. */
    private static final class Once implements RequestRule {

        private final Optional<RequestVerdict> ofRequest;
        private final Optional<AnswerVerdict> ofAnswer;
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger answers = new AtomicInteger();
        private final AtomicInteger fired = new AtomicInteger();

        Once(Optional<RequestVerdict> ofRequest, Optional<AnswerVerdict> ofAnswer) {
            this.ofRequest = ofRequest;
            this.ofAnswer = ofAnswer;
        }

        static Once onRequest(RequestVerdict verdict) {
            return new Once(Optional.of(verdict), Optional.empty());
        }

        static Once onAnswer(AnswerVerdict verdict) {
            return new Once(Optional.empty(), Optional.of(verdict));
        }

        int fired() {
            return fired.get();
        }

        @Override
        public RequestVerdict onRequest(EdgeRequest request) {
            return decide(request, requests, ofRequest).orElse(RequestVerdict.PASS);
        }

        @Override
        public AnswerVerdict onAnswer(EdgeRequest request) {
            return decide(request, answers, ofAnswer).orElse(AnswerVerdict.PASS);
        }

        private <V> Optional<V> decide(EdgeRequest request, AtomicInteger count, Optional<V> verdict) {
            if (!request.api().equals("PRODUCE") || verdict.isEmpty() || count.getAndIncrement() > 0) {
                return Optional.empty();
            }
            fired.incrementAndGet();
            return verdict;
        }
    }
}
