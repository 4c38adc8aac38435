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
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    /**
     * One verdict on the first Produce, and what comes of it.
     *
     * @param rule what happens to the request or to its answer
     * @param producer whether it is idempotent, and asks again
     * @param told the offset that the producer is told, or why it fails
     * @param records how many records there are in the end
     */
    private record Case(String what, Once rule, Producer producer, Told told, long records) {

        @Override
        public String toString() {
            return what;
        }
    }

    private enum Producer {
        IDEMPOTENT(true, 10),
        RETRYING(false, 10),
        TRYING_ONCE(false, 0);

        private final boolean isIdempotent;
        private final int retries;

        Producer(boolean isIdempotent, int retries) {
            this.isIdempotent = isIdempotent;
            this.retries = retries;
        }
    }

    private record Told(long offset, Optional<Class<? extends Throwable>> failure) {

        static Told offset(long offset) {
            return new Told(offset, Optional.empty());
        }

        static Told failure(Class<? extends Throwable> failure) {
            return new Told(-1, Optional.of(failure));
        }
    }

    static List<Case> verdicts() {
        return List.of(
                new Case(
                        "a dropped request leaves no record until the producer asks again",
                        Once.onRequest(new Verdict.Drop()),
                        Producer.IDEMPOTENT,
                        Told.offset(0),
                        1),
                new Case(
                        "a dropped answer leaves the record, and idempotence keeps it single",
                        Once.onAnswer(new Verdict.Drop()),
                        Producer.IDEMPOTENT,
                        Told.offset(0),
                        1),
                new Case(
                        "a dropped answer doubles the record where the producer is not idempotent",
                        Once.onAnswer(new Verdict.Drop()),
                        Producer.RETRYING,
                        Told.offset(1),
                        2),
                new Case(
                        "a dropped answer without retries is a timeout although the record is there",
                        Once.onAnswer(new Verdict.Drop()),
                        Producer.TRYING_ONCE,
                        Told.failure(TimeoutException.class),
                        1),
                new Case(
                        "a request delivered twice is appended twice without idempotence",
                        Once.onRequest(new Verdict.DeliverTwice()),
                        Producer.TRYING_ONCE,
                        Told.offset(1),
                        2),
                new Case(
                        "a request delivered twice is appended once with idempotence",
                        Once.onRequest(new Verdict.DeliverTwice()),
                        Producer.IDEMPOTENT,
                        Told.offset(0),
                        1),
                new Case(
                        "an error before the handler leaves no record",
                        Once.onRequest(new Verdict.AnswerWithError(ErrorCode.INVALID_TOPIC_EXCEPTION.code())),
                        Producer.TRYING_ONCE,
                        Told.failure(InvalidTopicException.class),
                        0),
                new Case(
                        "an error instead of the answer leaves the record",
                        Once.onAnswer(new Verdict.AnswerWithError(ErrorCode.UNKNOWN_SERVER_ERROR.code())),
                        Producer.TRYING_ONCE,
                        Told.failure(UnknownServerException.class),
                        1),
                new Case(
                        "a reset connection is opened again and the record sent once",
                        Once.onRequest(new Verdict.Reset()),
                        Producer.IDEMPOTENT,
                        Told.offset(0),
                        1),
                new Case(
                        "a connection closed before the handler leaves no record",
                        Once.onRequest(new Verdict.Close("a test closes it")),
                        Producer.TRYING_ONCE,
                        Told.failure(NetworkException.class),
                        0),
                new Case(
                        "a connection closed instead of the answer leaves the record",
                        Once.onAnswer(new Verdict.Close("a test closes it")),
                        Producer.TRYING_ONCE,
                        Told.failure(NetworkException.class),
                        1));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void verdictOnOneProduce(Case each) throws Exception {
        try (KafkaProducer<String, String> producer = producer(each.producer())) {
            install(each.rule());
            if (each.told().failure().isPresent()) {
                assertThatThrownBy(() -> send(producer))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(each.told().failure().get());
            } else {
                assertThat(send(producer)).isEqualTo(each.told().offset());
            }
        }
        assertThat(each.rule().fired()).isOne();
        assertThat(records()).isEqualTo(each.records());
    }

    @Test
    void delayedRequestsAndAnswersKeepTheOrderOfTheConnection() throws Exception {
        Duration delay = Duration.ofMillis(50);
        Once late = new Once(Optional.of(new Verdict.Delay(delay)), Optional.of(new Verdict.Delay(delay)));
        try (KafkaProducer<String, String> producer = producer(Producer.IDEMPOTENT)) {
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
    void aRuleThatThrowsDisturbsNoClientAndIsADefect() throws Exception {
        cluster.edge(1).install("broken", new RequestRule() {
            @Override
            public RequestVerdict onRequest(EdgeRequest request) {
                throw new IllegalStateException("on " + request.api());
            }
        });
        try (KafkaProducer<String, String> producer = producer(Producer.IDEMPOTENT)) {
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

    private KafkaProducer<String, String> producer(Producer kind) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                kind.isIdempotent,
                ProducerConfig.RETRIES_CONFIG,
                kind.retries,
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
