package io.embeddedcluster.internal.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.wire.message.ApiVersionsRequest;
import io.embeddedcluster.internal.kafka.wire.message.ApiVersionsResponse;
import io.embeddedcluster.internal.kafka.wire.message.MetadataRequest;
import io.embeddedcluster.internal.kafka.wire.message.MetadataResponse;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;

/** Requests and responses with header and length, against kafka-clients. */
class FramesTest {

    @Test
    void aRequestIsReadAsItWasWritten() {
        for (short version = 0; version <= MetadataRequest.HIGHEST_SUPPORTED_VERSION; version++) {
            MetadataRequest request = new MetadataRequest().topics(List.of());
            RequestFrame frame =
                    RequestFrame.parse(unframe(RequestFrame.encode(ApiKey.METADATA, version, 42, "me", request)));

            assertThat(frame.api()).isEqualTo(ApiKey.METADATA);
            assertThat(frame.version()).isEqualTo(version);
            assertThat(frame.isVersionKnown()).isTrue();
            assertThat(frame.header().correlationId()).isEqualTo(42);
            assertThat(frame.header().clientId()).isEqualTo("me");
            assertThat(frame.read(MetadataRequest.TYPE)).isEqualTo(request);
        }
    }

    @Test
    void kafkaReadsOurHeadersAndWeReadKafkas() {
        for (ApiKey key : ApiKey.values()) {
            for (short version = key.request().lowestVersion();
                    version <= key.request().highestVersion();
                    version++) {
                WireMessage body = key.request().create();
                ByteBuffer ours = unframe(RequestFrame.encode(key, version, 7, "me", body));
                RequestHeader real = RequestHeader.parse(ours.duplicate());
                assertThat(real.apiKey().id).isEqualTo(key.id());
                assertThat(real.apiVersion()).isEqualTo(version);
                assertThat(real.correlationId()).isEqualTo(7);
                assertThat(real.clientId()).isEqualTo("me");

                ByteBuffer realBytes = MessageUtil.toByteBufferAccessor(real.data(), real.headerVersion())
                        .buffer();
                assertThat(realBytes).isEqualTo(ours.slice(0, realBytes.remaining()));
                assertThat(RequestFrame.parse(realBytes).header().clientId()).isEqualTo("me");
            }
        }
    }

    @Test
    void aResponseIsReadAsItWasWritten() {
        for (short version = 0; version <= MetadataResponse.HIGHEST_SUPPORTED_VERSION; version++) {
            MetadataResponse response = new MetadataResponse().controllerId(version >= 1 ? 3 : -1);
            ResponseFrame frame =
                    ResponseFrame.parse(unframe(ResponseFrame.encode(ApiKey.METADATA, version, 42, response)));
            assertThat(frame.correlationId()).isEqualTo(42);
            assertThat(frame.read(ApiKey.METADATA, version, MetadataResponse.TYPE))
                    .isEqualTo(response);
        }
    }

    @Test
    void theAnswerToApiVersionsHasTheOldHeaderInAllVersions() {
        for (short version = 0; version <= ApiVersionsResponse.HIGHEST_SUPPORTED_VERSION; version++) {
            ApiVersionsResponse response = new ApiVersionsResponse().errorCode(ErrorCode.UNSUPPORTED_VERSION.code());
            ByteBuffer frame = unframe(ResponseFrame.encode(ApiKey.API_VERSIONS, version, 1, response));

            frame.getInt();
            ApiVersionsResponseData real = new ApiVersionsResponseData(new ByteBufferAccessor(frame), version);
            assertThat(real.errorCode()).isEqualTo((short) 35);
            assertThat(frame.hasRemaining()).isFalse();
        }
    }

    @Test
    void theHeaderOfAnApiVersionsRequestFromTheFutureCanBeRead() {
        // A client newer than we are; the real one writes header version 2 for any such version.
        ByteBuffer frame =
                unframe(RequestFrame.encode(ApiKey.API_VERSIONS, (short) 3, 9, null, new ApiVersionsRequest()));
        frame.putShort(2, (short) 99);

        RequestFrame request = RequestFrame.parse(frame);

        assertThat(request.header().correlationId()).isEqualTo(9);
        assertThat(request.header().clientId()).isNull();
        assertThat(request.isVersionKnown()).isFalse();
        assertThatThrownBy(() -> request.read(ApiVersionsRequest.TYPE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnknownApiIsRefused() {
        ByteBuffer frame = ByteBuffer.allocate(20).putShort(0, (short) 999);
        assertThatThrownBy(() -> RequestFrame.parse(frame))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("RequestHeader.requestApiKey at byte 0: unknown API key 999");
    }

    @Test
    void aHeaderCutShortAnywhereIsRefused() {
        ByteBuffer frame =
                unframe(RequestFrame.encode(ApiKey.API_VERSIONS, (short) 0, 9, "me", new ApiVersionsRequest()));
        for (int length = 0; length < frame.remaining(); length++) {
            ByteBuffer cut = frame.slice(0, length);
            assertThatThrownBy(() -> RequestFrame.parse(cut)).isInstanceOf(WireFormatException.class);
        }
        assertThatThrownBy(() -> ResponseFrame.parse(ByteBuffer.allocate(3))).isInstanceOf(WireFormatException.class);
    }

    /** Puts the pieces together, checks the length in front and takes it off. */
    private static ByteBuffer unframe(List<ByteBuffer> pieces) {
        ByteBuffer all = ByteBuffer.allocate(
                pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(all::put);
        all.flip();
        assertThat(all.getInt()).isEqualTo(all.remaining());
        return all.slice();
    }
}
