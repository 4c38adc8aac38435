package io.embeddedcluster.internal.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.kafka.wire.message.FetchRequest;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest.FetchPartition;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest.FetchTopic;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

class WireReaderTest {

    @Test
    void aLengthBeyondWhatRemainsIsRefusedBeforeAnythingIsAllocated() {
        // Arrays of these sizes would not fit into the test's heap.
        for (int length : new int[] {5, 1_000, Integer.MAX_VALUE - 8, Integer.MAX_VALUE}) {
            refused(length, in -> in.readBytes("f", false)).withMessageContaining("length " + length);
            refused(length, in -> in.readNullableRecords("f", false)).withMessageContaining("only 4 bytes remain");
            refused(length, in -> in.readArray("f", false, () -> in.readInt8("e")))
                    .withMessageContaining("length");
        }
        // ff ff ff ff 07: the largest compact length
        int[] largest = {0xff, 0xff, 0xff, 0xff, 0x07, 1, 2, 3};
        refused(in -> in.readBytes("f", true), largest).withMessageContaining("length 2147483646");
        refused(in -> in.readArray("f", true, () -> in.readInt8("e")), largest)
                .withMessageContaining("length 2147483646");
        refused(in -> in.readString("f", true), largest).withMessageContaining("limit: 32767");
        refused(in -> in.readString("f", false), 0x7f, 0xff, 1).withMessageContaining("length 32767, but only 1");
        refused(in -> in.readTaggedFields("f"), largest).withMessageContaining("limit: 10000");
        refused(in -> in.readTaggedFields("f"), 1, 9, 0xff, 0xff, 0xff, 0xff, 0x07)
                .withMessageContaining("2147483647 bytes");
    }

    @Test
    void anArrayAboveTheLimitIsRefusedEvenIfItsBytesAreThere() {
        ByteBuffer bytes =
                ByteBuffer.allocate(4 + WireReader.MAX_ARRAY_LENGTH + 1).putInt(0, WireReader.MAX_ARRAY_LENGTH + 1);
        WireReader in = new WireReader(bytes);
        assertThatThrownBy(() -> in.readArray("f", false, () -> in.readInt8("e")))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("limit: 1000000");
    }

    @Test
    void nullIsRefusedWhereThereMustBeAValue() {
        refused(in -> in.readString("Topic.name", true), 0)
                .withMessage("Topic.name at byte 1: is null, but must not be");
        refused(in -> in.readString("f", false), 0xff, 0xff).withMessageContaining("is null");
        refused(in -> in.readBytes("f", false), 0xff, 0xff, 0xff, 0xff).withMessageContaining("is null");
        refused(in -> in.readRecords("f", true), 0).withMessageContaining("is null");
        refused(in -> in.readArray("f", true, () -> in.readInt8("e")), 0).withMessageContaining("is null");
    }

    @Test
    void nullIsReadWhereItMayBe() {
        assertThat(reader(0).readNullableString("f", true)).isNull();
        assertThat(reader(0xff, 0xff).readNullableString("f", false)).isNull();
        assertThat(reader(0xff, 0xff, 0xff, 0xff).readNullableRecords("f", false))
                .isNull();
        assertThat(reader(0x80, 0, 0, 0).readNullableBytes("f", false))
                .as("any negative length, as in Kafka")
                .isNull();
    }

    @Test
    void aVarintOfMoreThan31BitsIsRefused() {
        assertThat(reader(0xff, 0xff, 0xff, 0xff, 0x07).readUnsignedVarint("f")).isEqualTo(Integer.MAX_VALUE);
        refused(in -> in.readUnsignedVarint("f"), 0xff, 0xff, 0xff, 0xff, 0x08)
                .withMessageContaining("is above 2147483647");
        refused(in -> in.readUnsignedVarint("f"), 0xff, 0xff, 0xff, 0xff, 0xff, 0)
                .withMessageContaining("more than five bytes");
        refused(in -> in.readUnsignedVarint("f"), 0xff).withMessageContaining("needs 1 bytes, but only 0 remain");
    }

    @Test
    void aKnownTaggedFieldMustBeAsLongAsItSays() {
        refused(in -> in.readTaggedFields("S", tag -> in.readInt16("f") == 0), 1, 0, 3, 0, 0, 0)
                .withMessageContaining("tagged field 0 is 1 bytes shorter than it says");
        refused(in -> in.readTaggedFields("S", tag -> in.readInt16("S.f") == 0), 1, 0, 1, 0, 0, 0)
                .withMessageContaining("S.f at byte 3: needs 2 bytes, but only 1 remain");
    }

    @Test
    void aTagIsRefusedInAVersionBeforeItsFieldAsByKafka() {
        FetchPartition partition = new FetchPartition();
        partition.unknownTaggedFields().add(new RawTaggedField(1, new byte[8]));
        FetchRequest request = new FetchRequest().topics(List.of(new FetchTopic().partitions(List.of(partition))));
        byte[] bytes = MessagePair.write(request, (short) 17);
        MessagePair pair = MessagePair.of(FetchRequest.TYPE);

        assertThatThrownBy(() -> pair.readOurs(bytes, (short) 17))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("FetchPartition.highWatermark")
                .hasMessageContaining("tagged field does not exist in version 17");
        assertThatThrownBy(() -> pair.readReal(bytes, (short) 17))
                .hasMessageContaining("Tag 1 is not valid for version 17");
    }

    @Test
    void recordsAreNotCopied() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 0, 0, 0, 2, 7, 8, 9});
        WireReader in = new WireReader(bytes);
        in.readInt8("f");

        ByteBuffer records = in.readRecords("f", false);

        bytes.put(6, (byte) 88);
        assertThat(records).isEqualTo(ByteBuffer.wrap(new byte[] {7, 88}));
        assertThat(in.position()).isEqualTo(7);
        assertThat(in.remaining()).isEqualTo(1);
    }

    @Test
    void theErrorSaysWhereAndWhat() {
        WireReader in = reader(1, 2, 3);
        in.readInt16("first");
        assertThatThrownBy(() -> in.readInt32("Message.second"))
                .hasMessage("Message.second at byte 2: needs 4 bytes, but only 1 remain")
                .isInstanceOfSatisfying(WireFormatException.class, e -> {
                    assertThat(e.position()).isEqualTo(2);
                    assertThat(e.field()).isEqualTo("Message.second");
                });
    }

    private static ThrowableAssertAlternative<WireFormatException> refused(int length, Consumer<WireReader> read) {
        ByteBuffer bytes = ByteBuffer.allocate(8).putInt(0, length);
        return Assertions.assertThatExceptionOfType(WireFormatException.class)
                .isThrownBy(() -> read.accept(new WireReader(bytes)));
    }

    private static ThrowableAssertAlternative<WireFormatException> refused(Consumer<WireReader> read, int... bytes) {
        return Assertions.assertThatExceptionOfType(WireFormatException.class)
                .isThrownBy(() -> read.accept(reader(bytes)));
    }

    private static WireReader reader(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            buffer.put((byte) value);
        }
        return new WireReader(buffer.flip());
    }
}
