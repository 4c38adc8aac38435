package io.embeddedcluster.internal.kafka.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.KafkaFrameDecoder;
import io.embeddedcluster.internal.kafka.wire.RequestFrame;
import io.embeddedcluster.internal.kafka.wire.ResponseFrame;
import io.embeddedcluster.internal.kafka.wire.message.DescribeClusterRequest;
import io.embeddedcluster.internal.kafka.wire.message.DescribeClusterResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A request whose handler fails is answered all the same, and its connection goes on. */
class FailedRequestTest {

    private static final String FAILED = "UNKNOWN_SERVER_ERROR";

    private final ManualHost host = new ManualHost();
    private final Answers answers = new Answers();
    private Consumer<Request<DescribeClusterRequest, DescribeClusterResponse>> handling = request -> {};
    private boolean wantsNoAnswer;
    private final KafkaConnection connection = connect();

    @Test
    void whatAHandlerThrowsIsADefectAndAnswered() {
        handling = request -> {
            throw new IllegalStateException("broken");
        };
        receive();
        handling = FailedRequestTest::answer;
        receive();

        assertThat(answers.events).containsExactly(FAILED, "NONE");
        assertThat(host.defects())
                .singleElement()
                .satisfies(defect -> assertThat(defect)
                        .hasMessage("while serving DESCRIBE_CLUSTER of client a")
                        .hasRootCauseMessage("broken"));
    }

    @Test
    void anErrorIsAnsweredAsAnExceptionIs() {
        handling = request -> {
            throw new NoClassDefFoundError("gone");
        };
        receive();

        assertThat(answers.events).containsExactly(FAILED);
        assertThat(host.defects()).hasSize(1);
    }

    @Test
    void whatAnAnswerThrowsThatComesLaterIsAnswered() {
        List<Runnable> later = new ArrayList<>();
        handling = request -> later.add(request.later(() -> {
            throw new IllegalStateException("broken");
        }));
        receive();
        later.get(0).run();

        assertThat(answers.events).containsExactly(FAILED);
        assertThat(host.defects()).hasSize(1);
    }

    @Test
    void nothingComesAfterARequestHasFailed() {
        List<Runnable> later = new ArrayList<>();
        handling = request -> {
            later.add(request.later(() -> answer(request)));
            throw new IllegalStateException("broken");
        };
        receive();
        later.get(0).run();

        assertThat(answers.events).containsExactly(FAILED);
        assertThat(host.defects()).hasSize(1);
    }

    @Test
    void whatIsThrownBehindTheAnswerIsADefectOnly() {
        handling = request -> {
            answer(request);
            throw new IllegalStateException("broken");
        };
        receive();

        assertThat(answers.events).containsExactly("NONE");
        assertThat(host.defects()).hasSize(1);
    }

    @Test
    void aTextThatIsTooLongForTheProtocolIsAnsweredAndNoDefect() {
        handling = request -> request.respond(new DescribeClusterResponse().errorMessage("x".repeat(32_768)));
        receive();

        assertThat(answers.events).containsExactly(FAILED);
        assertThat(host.defects()).isEmpty();
        assertThat(host.journalLines())
                .containsExactly("response-too-long DESCRIBE_CLUSTER of client a string of 32768 bytes (limit: 32767)");
    }

    @Test
    void aResponseThatDoesNotFitItsVersionIsAnsweredAndADefect() {
        // Version 0 has no endpoint type.
        handling = request -> request.respond(new DescribeClusterResponse().endpointType((byte) 2));
        receive();

        assertThat(answers.events).containsExactly(FAILED);
        assertThat(host.defects()).hasSize(1);
    }

    @Test
    void aSenderThatWantsNoAnswerLearnsByTheEndOfItsConnection() {
        wantsNoAnswer = true;
        handling = request -> {
            throw new IllegalStateException("broken");
        };
        receive();

        assertThat(answers.events).containsExactly("closed");
    }

    private static void answer(Request<DescribeClusterRequest, DescribeClusterResponse> request) {
        request.respond(new DescribeClusterResponse());
    }

    private KafkaConnection connect() {
        RequestDispatcher dispatcher = new RequestDispatcher(host);
        dispatcher.register(new Handler());
        return new KafkaConnection(answers, dispatcher, host.journal(), ended -> {});
    }

    private void receive() {
        RequestFrame.encode(ApiKey.DESCRIBE_CLUSTER, (short) 0, 7, "me", new DescribeClusterRequest())
                .forEach(connection::onBytes);
    }

    /** Does what the test says. */
    private final class Handler extends RequestHandler<DescribeClusterRequest, DescribeClusterResponse> {

        Handler() {
            super(ApiKey.DESCRIBE_CLUSTER, DescribeClusterRequest.TYPE);
        }

        @Override
        public void handle(Request<DescribeClusterRequest, DescribeClusterResponse> request) {
            handling.accept(request);
        }

        @Override
        public Optional<DescribeClusterResponse> errorResponse(
                DescribeClusterRequest request, short version, ErrorCode error) {
            return wantsNoAnswer
                    ? Optional.empty()
                    : Optional.of(new DescribeClusterResponse().errorCode(error.code()));
        }
    }

    /** Takes down the error of each response. */
    private static final class Answers implements Stream {

        private final List<String> events = new ArrayList<>();
        private final KafkaFrameDecoder decoder = new KafkaFrameDecoder(KafkaFrameDecoder.DEFAULT_MAX_FRAME_BYTES);

        @Override
        public String peer() {
            return "client a";
        }

        @Override
        public boolean isInternal() {
            return false;
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
            for (ByteBuffer buffer : buffers) {
                decoder.add(buffer);
            }
            ResponseFrame frame = ResponseFrame.parse(decoder.next().orElseThrow());
            DescribeClusterResponse response =
                    frame.read(ApiKey.DESCRIBE_CLUSTER, (short) 0, DescribeClusterResponse.TYPE);
            events.add(ErrorCode.of(response.errorCode()).name());
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
        public void reading(boolean enabled) {}
    }
}
