package io.embeddedcluster.internal.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse.FetchableTopicResponse;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse.PartitionData;
import io.embeddedcluster.internal.kafka.wire.message.MetadataRequest;
import io.embeddedcluster.internal.kafka.wire.message.MetadataRequest.MetadataRequestTopic;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireWriterTest {

    @Test
    void recordsAreGatheredWithoutACopyAndWithoutMovingThem() {
        ByteBuffer log = ByteBuffer.wrap(new byte[10_000]).position(1_000).limit(9_000);
        PartitionData partition = new PartitionData().records(log);
        FetchResponse response = new FetchResponse()
                .responses(List.of(new FetchableTopicResponse().topic("orders").partitions(List.of(partition))));

        List<ByteBuffer> frame = ResponseFrame.encode(ApiKey.FETCH, (short) 12, 1, response);

        log.put(1_000, (byte) 88);
        assertThat(frame).hasSize(3);
        assertThat(frame.get(1)).isEqualTo(log);
        assertThat(log.position()).isEqualTo(1_000);
    }

    @Test
    void whatWasWrittenBeforeRecordsSurvivesGrowthAfterThem() {
        WireWriter out = new WireWriter();
        ByteBuffer expected = ByteBuffer.allocate(100_000);
        for (int i = 0; i < 500; i++) {
            ByteBuffer records = ByteBuffer.allocate(i % 7).put(0, new byte[i % 7]);
            out.writeInt64(i);
            out.writeNullableRecords(records, false);
            out.writeRaw(new byte[i % 50]);
            expected.putLong(i).putInt(i % 7).put(records.duplicate()).put(new byte[i % 50]);
        }
        assertThat(out.size()).isEqualTo(expected.position());
        assertThat(ByteBuffer.wrap(out.toByteArray())).isEqualTo(expected.flip());
        assertThat(out.toByteArray()).as("can be asked for again").hasSize(out.size());
    }

    @Test
    void aValueThatTheVersionHasNoPlaceForIsNotDroppedInSilence() {
        FetchRequest request = new FetchRequest().replicaId(3);
        assertThatThrownBy(() -> MessagePair.write(request, (short) 15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FetchRequest.replicaId is set, but version 15 has no such field (expected: its default)");
    }

    @Test
    void nullIsNotWrittenWhereItMustNotBe() {
        MetadataRequest request = new MetadataRequest().topics(List.of(new MetadataRequestTopic().name(null)));
        assertThatThrownBy(() -> MessagePair.write(request, (short) 9))
                .hasMessage("MetadataRequestTopic.name is null, but must not be in version 9");
    }

    @Test
    void taggedFieldsAreRefusedInAVersionWithoutThem() {
        MetadataRequest request = new MetadataRequest();
        request.unknownTaggedFields().add(new RawTaggedField(7, new byte[1]));
        assertThatThrownBy(() -> MessagePair.write(request, (short) 8))
                .hasMessageContaining("MetadataRequest has [tag 7 (1 bytes)], but version 8 has no tagged fields");
    }

    @Test
    void twoTaggedFieldsWithOneTagAreRefused() {
        FetchRequest request = new FetchRequest().clusterId("here");
        request.unknownTaggedFields().add(new RawTaggedField(0, new byte[1]));
        assertThatThrownBy(() -> MessagePair.write(request, (short) 17)).hasMessage("two tagged fields with tag 0");
    }

    @Test
    void aVersionThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> MessagePair.write(new DeleteTopicsRequest(), (short) 0))
                .hasMessage("DeleteTopicsRequest has no version 0 (expected: 1 to 6)");
    }

    @Test
    void valuesOutsideTheirTypeAreRefused() {
        WireWriter out = new WireWriter();
        assertThatThrownBy(() -> out.writeString("x".repeat(32_768), true)).hasMessageContaining("limit: 32767");
        assertThatThrownBy(() -> out.writeUint16(-1)).hasMessageContaining("0 to 65535");
        assertThatThrownBy(() -> out.writeUint16(65_536)).hasMessageContaining("0 to 65535");
        assertThatThrownBy(() -> out.writeUint32(1L << 32)).hasMessageContaining("0 to 4294967295");
        assertThatThrownBy(() -> new RawTaggedField(-1, new byte[0])).hasMessageContaining("tag -1");
        assertThat(out.size()).isZero();
    }
}
