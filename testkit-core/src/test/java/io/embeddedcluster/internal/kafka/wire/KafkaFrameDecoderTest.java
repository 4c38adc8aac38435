package io.embeddedcluster.internal.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KafkaFrameDecoderTest {

    private final KafkaFrameDecoder decoder = new KafkaFrameDecoder(1_000_000);

    @Test
    void framesComeOutWholeWhereverTheStreamIsCut() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            List<byte[]> sent = new ArrayList<>();
            for (int frame = random.nextInt(5); frame >= 0; frame--) {
                byte[] content = new byte[random.nextInt(random.nextBoolean() ? 10 : 20_000)];
                random.nextBytes(content);
                sent.add(content);
            }
            ByteBuffer stream = stream(sent);
            int longestPiece = random.nextBoolean() ? 10 : 10_000;
            List<byte[]> received = new ArrayList<>();
            while (stream.hasRemaining()) {
                int piece = Math.min(stream.remaining(), random.nextInt(longestPiece));
                decoder.add(stream.slice(stream.position(), piece));
                stream.position(stream.position() + piece);
                received.addAll(drain());
            }
            assertThat(received)
                    .as("round %s", round)
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(sent);
        }
    }

    @Test
    void framesComeOutWholeByteByByte() {
        List<byte[]> sent = List.of(new byte[] {1, 2, 3}, new byte[0], new byte[300], new byte[] {4});
        ByteBuffer stream = stream(sent);
        List<byte[]> received = new ArrayList<>();
        while (stream.hasRemaining()) {
            decoder.add(ByteBuffer.wrap(new byte[] {stream.get()}));
            received.addAll(drain());
        }
        assertThat(received).usingElementComparator(Arrays::compare).isEqualTo(sent);
    }

    @Test
    void aFrameInOnePieceIsNotCopied() {
        ByteBuffer stream = stream(List.of(new byte[100], new byte[200]));
        decoder.add(stream);

        ByteBuffer first = decoder.next().orElseThrow();
        ByteBuffer second = decoder.next().orElseThrow();

        stream.put(4, (byte) 1).put(4 + 100 + 4, (byte) 2);
        assertThat(first.get(0)).isEqualTo((byte) 1);
        assertThat(second.get(0)).isEqualTo((byte) 2);
        assertThat(second.remaining()).isEqualTo(200);
    }

    @Test
    void anAnnouncedLengthCostsNothingBeforeTheBytesCome() {
        long before = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        List<KafkaFrameDecoder> decoders = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            KafkaFrameDecoder greedy = new KafkaFrameDecoder(KafkaFrameDecoder.DEFAULT_MAX_FRAME_BYTES);
            greedy.add(ByteBuffer.allocate(5).putInt(0, KafkaFrameDecoder.DEFAULT_MAX_FRAME_BYTES));
            assertThat(greedy.next()).isEmpty();
            decoders.add(greedy);
        }
        long after = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        assertThat(decoders).hasSize(1_000);
        assertThat(after - before).isLessThan(100L << 20);
    }

    @Test
    void aFrameAtTheLimitIsTakenAndOneAboveRefused() {
        KafkaFrameDecoder small = new KafkaFrameDecoder(10);
        small.add(stream(List.of(new byte[10], new byte[11])));

        assertThat(small.next().orElseThrow().remaining()).isEqualTo(10);
        assertThatThrownBy(small::next)
                .isInstanceOf(WireFormatException.class)
                .hasMessage("frame length at byte 0: frame of 11 bytes (expected: 0 to 10)");
    }

    @Test
    void aLengthIsRefusedAsSoonAsItsFourBytesAreThere() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 1_000_001, Integer.MAX_VALUE}) {
            KafkaFrameDecoder fresh = new KafkaFrameDecoder(1_000_000);
            byte[] bytes = ByteBuffer.allocate(4).putInt(length).array();
            for (int i = 0; i < 3; i++) {
                fresh.add(ByteBuffer.wrap(bytes, i, 1));
                assertThat(fresh.next()).isEmpty();
            }
            fresh.add(ByteBuffer.wrap(bytes, 3, 1));
            assertThatThrownBy(fresh::next)
                    .isInstanceOf(WireFormatException.class)
                    .hasMessageContaining("frame of " + length + " bytes");
            assertThatThrownBy(fresh::next).isInstanceOf(WireFormatException.class);
        }
    }

    @Test
    void anImpossibleLimitIsRefused() {
        assertThatThrownBy(() -> new KafkaFrameDecoder(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KafkaFrameDecoder(Integer.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<byte[]> drain() {
        List<byte[]> frames = new ArrayList<>();
        for (Optional<ByteBuffer> next = decoder.next(); next.isPresent(); next = decoder.next()) {
            byte[] frame = new byte[next.get().remaining()];
            next.get().get(frame);
            frames.add(frame);
        }
        return frames;
    }

    private static ByteBuffer stream(List<byte[]> frames) {
        ByteBuffer stream = ByteBuffer.allocate(
                frames.stream().mapToInt(frame -> Integer.BYTES + frame.length).sum());
        frames.forEach(frame -> stream.putInt(frame.length).put(frame));
        return stream.flip();
    }
}
