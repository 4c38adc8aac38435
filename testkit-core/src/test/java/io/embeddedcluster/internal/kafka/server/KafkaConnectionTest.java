package io.embeddedcluster.internal.kafka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.message.DescribeClusterRequest;
import io.embeddedcluster.internal.kafka.wire.message.DescribeClusterResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One connection, with a handler that answers when the test says so. */
class KafkaConnectionTest {

    private final ManualHost host = new ManualHost();
    private final RecordedStream stream = new RecordedStream();
    private final List<Request<DescribeClusterRequest, DescribeClusterResponse>> served = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final KafkaConnection connection = connect();

    @Test
    void aRequestIsServedWhenTheOneBeforeIsAnswered() {
        receive(request(1));
        receive(request(2));
        assertThat(served).hasSize(1);

        answer(0);

        assertThat(served).hasSize(2);
        answer(1);
        assertThat(stream.events).containsExactly("sent 1", "sent 2");
    }

    @Test
    void aRequestWithoutAnAnswerKeepsItsPlace() {
        receive(request(1));
        receive(request(2));

        served.get(0).respondNothing();
        answer(1);

        assertThat(stream.events).containsExactly("sent 2");
    }

    @Test
    void aFrameThatCannotBeARequestClosesAfterTheAnswersToWhatCameBefore() {
        receive(request(1));
        receive(ByteBuffer.allocate(4).putInt(-1).flip());
        receive(request(2));
        assertThat(stream.events).isEmpty();

        answer(0);

        assertThat(stream.events).containsExactly("sent 1", "closed");
        assertThat(served).hasSize(1);
        assertThat(ends).containsExactly("ended");
        assertThat(host.journalLines())
                .singleElement()
                .asString()
                .startsWith("connection-refused peer=client a reason=");
    }

    @Test
    void anUnreadableHeaderClosesAtOnce() {
        receive(ByteBuffer.allocate(8).putInt(4).putInt(-1).flip());

        assertThat(stream.events).containsExactly("closed");
        assertThat(ends).containsExactly("ended");
    }

    @Test
    void nothingMoreIsReadFromASenderWithManyRequestsWaiting() {
        for (int id = 0; id < WaitingRequests.MAX_REQUESTS; id++) {
            receive(request(id));
        }
        assertThat(stream.events).isEmpty(); // one is in service

        receive(request(99));
        assertThat(stream.events).containsExactly("reading false");

        answer(0);
        assertThat(stream.events).containsExactly("reading false", "sent 0", "reading true");
    }

    @Test
    void aSenderThatLeavesAbandonsItsRequestAndIsNotAnswered() {
        receive(request(1));
        List<String> abandoned = new ArrayList<>();
        served.get(0).onAbandoned(() -> abandoned.add("abandoned"));

        connection.onClosed("gone");
        connection.onClosed("gone");
        answer(0);

        assertThat(abandoned).containsExactly("abandoned");
        assertThat(ends).containsExactly("ended");
        assertThat(stream.events).isEmpty();
    }

    @Test
    void aSenderThatLeavesWithinAFrameIsInTheJournal() {
        receive(ByteBuffer.allocate(6).putInt(100).putShort((short) 1).flip());

        connection.onClosed("gone");

        assertThat(host.journalLines()).containsExactly("connection-closed peer=client a reason=gone within a frame");
    }

    @Test
    void aRequestIsAnsweredOnce() {
        receive(request(1));
        answer(0);

        assertThatThrownBy(() -> answer(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a request of client a was answered twice");
    }

    @Test
    void onlyAnotherBrokersNextRequestAsksForTheAnswer() {
        List<String> asked = new ArrayList<>();
        receive(request(1));
        served.get(0).onNextRequest(() -> asked.add("of a client"));
        receive(request(2));
        assertThat(asked).isEmpty();
        answer(0);

        stream.internal = true;
        served.get(1).onNextRequest(() -> asked.add("of a broker"));
        assertThat(asked).isEmpty();
        receive(request(3));
        assertThat(asked).containsExactly("of a broker");

        answer(1);
        served.get(1).onNextRequest(() -> asked.add("of one that is answered"));
        assertThat(asked).containsExactly("of a broker");
    }

    @Test
    void theHandlerIsToldWhoAsks() {
        receive(request(1));

        assertThat(served.get(0).context()).isEqualTo(new RequestContext("me", "client a", false));
    }

    private KafkaConnection connect() {
        RequestDispatcher dispatcher = new RequestDispatcher(host);
        HandlerGroup group = to -> to.register(new Keeper());
        group.registerOn(dispatcher);
        return new KafkaConnection(stream, dispatcher, host.journal(), ended -> ends.add("ended"));
    }

    private void receive(ByteBuffer bytes) {
        connection.onBytes(bytes);
    }

    private void answer(int index) {
        served.get(index).respond(new DescribeClusterResponse());
    }

    private static ByteBuffer request(int correlationId) {
        List<ByteBuffer> parts = RequestFrame.encode(
                ApiKey.DESCRIBE_CLUSTER, (short) 0, correlationId, "me", new DescribeClusterRequest());
        ByteBuffer whole = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(part -> whole.put(part.duplicate()));
        return whole.flip();
    }

    /** Keeps each request. */
    private final class Keeper extends RequestHandler<DescribeClusterRequest, DescribeClusterResponse> {

        Keeper() {
            super(ApiKey.DESCRIBE_CLUSTER, DescribeClusterRequest.TYPE);
        }

        @Override
        public void handle(Request<DescribeClusterRequest, DescribeClusterResponse> request) {
            served.add(request);
        }

        @Override
        public Optional<DescribeClusterResponse> errorResponse(
                DescribeClusterRequest request, short version, ErrorCode error) {
            return Optional.empty();
        }
    }

    /** Writes down what a connection does. */
    private static final class RecordedStream implements Stream {

        private final List<String> events = new ArrayList<>();
        private boolean internal;

        @Override
        public String peer() {
            return "client a";
        }

        @Override
        public boolean isInternal() {
            return internal;
        }

        @Override
        public String localAddress() {
            return "localhost:1";
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void send(ByteBuffer... buffers) {
            // Length, then the correlation id.
            events.add("sent " + buffers[0].getInt(buffers[0].position() + Integer.BYTES));
        }

        @Override
        public void close() {
            events.add("closed");
        }

        @Override
        public void reset() {
            events.add("reset");
        }

        @Override
        public void reading(boolean enabled) {
            events.add("reading " + enabled);
        }
    }
}
