package io.embeddedcluster.internal.kafka.handler.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.fixture.BrokerCluster;
import io.embeddedcluster.internal.kafka.log.RecordBatchBuilder;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.ResponseFrame;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest.PartitionProduceData;
import io.embeddedcluster.internal.kafka.wire.message.ProduceRequest.TopicProduceData;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse;
import io.embeddedcluster.internal.kafka.wire.message.ProduceResponse.PartitionProduceResponse;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a producer is told of partitions that are refused, or named twice. */
class ProduceRefusalsTest {

    private static final short VERSION = 9;
    private static final BrokerCluster CLUSTER = new BrokerCluster(1, 1, Map.of());

    @BeforeAll
    static void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("plain", 2, (short) 1).configs(Map.of("max.message.bytes", "200")),
                            new NewTopic("keyed", 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        CLUSTER.awaitLeader("plain", 0);
        CLUSTER.awaitLeader("plain", 1);
        CLUSTER.awaitLeader("keyed", 0);
    }

    @AfterAll
    static void close() {
        try {
            assertThat(CLUSTER.defects()).isEmpty();
        } finally {
            CLUSTER.close();
        }
    }

    @Test
    void ofAPartitionThatIsNamedTwiceTheLastBatchIsAppended() throws Exception {
        ByteBuffer two = new RecordBatchBuilder()
                .add(1, "a", "1")
                .add(1, "b", "2")
                .build()
                .bytes();

        ProduceResponse response = produce("plain", partition(1, batch("k", "first")), partition(1, two));

        assertThat(answers(response)).singleElement().satisfies(answer -> {
            assertThat(answer.errorCode()).isEqualTo(ErrorCode.NONE.code());
            assertThat(answer.baseOffset()).isZero();
        });
        assertThat(CLUSTER.replica(1, "plain", 1).orElseThrow().logEndOffset()).isEqualTo(2);
    }

    @Test
    void logStartOffsetAndTextAreNotToldWithErrorsThatKafkaExpects() throws Exception {
        ByteBuffer damaged = ByteBuffer.allocate(100).put(batch("k", "v")).flip();
        damaged.put(65, (byte) ~damaged.get(65));

        assertThat(told(produce("plain", partition(0, batch("k", "x".repeat(300))))))
                .isEqualTo("MESSAGE_TOO_LARGE -1 -1 null []");
        assertThat(told(produce("plain", partition(0, damaged)))).isEqualTo("CORRUPT_MESSAGE -1 -1 null []");
        assertThat(told(produce(
                        "plain",
                        partition(
                                0,
                                new RecordBatchBuilder()
                                        .baseOffset(1)
                                        .add(1, "k", "v")
                                        .build()
                                        .bytes()))))
                .isEqualTo("INVALID_RECORD -1 0 null []");
        assertThat(told(produce("plain", partition(7, batch("k", "v")))))
                .isEqualTo("UNKNOWN_TOPIC_OR_PARTITION -1 -1 null []");
    }

    @Test
    void recordErrorsAreWordedAsKafkas() throws Exception {
        ByteBuffer keyless = new RecordBatchBuilder()
                .add(1, "k", "v")
                .add(1, null, ByteBuffer.wrap(new byte[1]), List.of())
                .build()
                .bytes();
        String blame = "Compacted topic cannot accept message without key in topic partition keyed-0";

        assertThat(told(produce("keyed", partition(0, keyless))))
                .isEqualTo(
                        "INVALID_RECORD -1 0 One or more records have been rejected due to 1 record errors in total, and"
                                + " only showing the first three errors at most: [RecordError(batchIndex=1, message='"
                                + blame
                                + "')] [1: " + blame + "]");
    }

    @Test
    void bytesThatCannotBeginABatchRefuseTheWholeRequest() throws Exception {
        ByteBuffer garbage = ByteBuffer.allocate(60).putInt(8, 3);

        assertThat(answers(produce("plain", partition(0, batch("k", "v")), partition(1, garbage))))
                .extracting(PartitionProduceResponse::errorCode)
                .containsExactly(ErrorCode.CORRUPT_MESSAGE.code(), ErrorCode.CORRUPT_MESSAGE.code());
    }

    private static String told(ProduceResponse response) {
        PartitionProduceResponse answer = answers(response).get(0);
        List<String> errors = answer.recordErrors().stream()
                .map(error -> error.batchIndex() + ": " + error.batchIndexErrorMessage())
                .toList();
        return ErrorCode.of(answer.errorCode()) + " " + answer.baseOffset() + " " + answer.logStartOffset() + " "
                + answer.errorMessage() + " " + errors;
    }

    private static List<PartitionProduceResponse> answers(ProduceResponse response) {
        return response.responses().stream()
                .flatMap(topic -> topic.partitionResponses().stream())
                .toList();
    }

    private static ByteBuffer batch(String key, String value) {
        return new RecordBatchBuilder().add(1, key, value).build().bytes();
    }

    private static PartitionProduceData partition(int index, ByteBuffer records) {
        return new PartitionProduceData().index(index).records(records);
    }

    private static ProduceResponse produce(String topic, PartitionProduceData... partitions) throws IOException {
        TopicProduceData data = new TopicProduceData().name(topic);
        data.partitionData().addAll(List.of(partitions));
        ProduceRequest request = new ProduceRequest().acks((short) 1).timeoutMs(1000);
        request.topicData().add(data);
        List<String> address = List.of(CLUSTER.bootstrapServers().split(":", -1));
        try (Socket socket = new Socket(address.get(0), Integer.parseInt(address.get(1)))) {
            socket.setSoTimeout((int) BrokerCluster.LIMIT.toMillis());
            for (ByteBuffer part : RequestFrame.encode(ApiKey.PRODUCE, VERSION, 1, "me", request)) {
                byte[] bytes = new byte[part.remaining()];
                part.duplicate().get(bytes);
                socket.getOutputStream().write(bytes);
            }
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] response = in.readNBytes(in.readInt());
            return ResponseFrame.parse(ByteBuffer.wrap(response)).read(ApiKey.PRODUCE, VERSION, ProduceResponse.TYPE);
        }
    }
}
