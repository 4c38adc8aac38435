package io.embeddedcluster.internal.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what we write is what kafka-clients writes, byte for byte, and each side reads what the other wrote, for every message in
 * every version.
 *
 * <p>Method: draw content from the schemas that are compiled into kafka-clients, fill the classes of both sides with it, compare.
 *
 * <p>Replay: the failure names message, version and seed; the content depends on nothing else.
 */
class WireFidelityTest {

    private static final int SEEDS = 100;

    static List<MessagePair> messages() {
        return MessagePair.all();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void bytesAreThoseOfKafkaBothWays(MessagePair pair) {
        forEachVersionAndSeed(pair, (version, seed) -> {
            Content content = new RandomContent(seed).of(pair.schema(version));
            WireMessage ours = pair.ours(content);
            Message real = pair.real(content);

            byte[] ourBytes = MessagePair.write(ours, version);
            byte[] realBytes = MessagePair.write(real, version);
            assertThat(ourBytes).isEqualTo(realBytes);

            WireMessage oursReadBack = pair.readOurs(realBytes, version);
            Message realReadBack = pair.readReal(ourBytes, version);
            assertThat(oursReadBack).isEqualTo(ours).hasSameHashCodeAs(ours);
            assertThat(realReadBack).isEqualTo(real);
            assertThat(MessagePair.write(oursReadBack, version)).isEqualTo(realBytes);
            assertThat(MessagePair.write(realReadBack, version)).isEqualTo(ourBytes);
        });
    }

    @ParameterizedTest
    @MethodSource("messages")
    void defaultsAreThoseOfKafka(MessagePair pair) {
        for (short version : pair.versions()) {
            Optional<byte[]> ours = attempt(() -> MessagePair.write(pair.ours(new Content()), version));
            Optional<byte[]> real = attempt(() -> MessagePair.write(pair.real(new Content()), version));
            assertSame(pair, version, 0, ours, real);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void contentOfAnotherVersionIsDroppedOrRefusedAsByKafka(MessagePair pair) {
        List<Short> versions = pair.versions();
        forEachVersionAndSeed(pair, (version, seed) -> {
            short other = versions.get(new Random(seed).nextInt(versions.size()));
            Content content = new RandomContent(seed).of(pair.schema(other));
            Optional<byte[]> ours = attempt(() -> MessagePair.write(pair.ours(content), version));
            Optional<byte[]> real = attempt(() -> MessagePair.write(pair.real(content), version));
            assertSame(pair, version, seed, ours, real);
        });
    }

    /** A single field of another version, so that not one of many hides the others. */
    @ParameterizedTest
    @MethodSource("messages")
    void aFieldThatTheVersionLacksIsDroppedOrRefusedAsByKafka(MessagePair pair) {
        for (short version : pair.versions()) {
            for (short other : pair.versions()) {
                Content content = new RandomContent(other).of(pair.schema(other));
                content.fields().forEach((name, value) -> {
                    Content single = new Content();
                    single.fields().put(name, value);
                    Optional<byte[]> ours = attempt(() -> MessagePair.write(pair.ours(single), version));
                    Optional<byte[]> real = attempt(() -> MessagePair.write(pair.real(single), version));
                    assertSame(pair, version, other, ours, real);
                });
            }
        }
    }

    /** Where a byte is changed, both must understand the same or neither must understand anything. */
    @ParameterizedTest
    @MethodSource("messages")
    void damagedBytesAreUnderstoodAsByKafkaOrRefused(MessagePair pair) {
        forEachVersionAndSeed(pair, (version, seed) -> {
            Random random = new Random(seed);
            byte[] bytes = MessagePair.write(pair.ours(new RandomContent(seed).of(pair.schema(version))), version);
            if (bytes.length == 0) {
                return;
            }
            for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            WireMessage ours;
            try {
                ours = pair.type().read(ByteBuffer.wrap(bytes), version);
            } catch (WireFormatException e) {
                assertThat(e.position()).isBetween(0, bytes.length);
                return;
            }
            Message real = pair.newReal();
            real.read(new ByteBufferAccessor(ByteBuffer.wrap(bytes)), version);
            // Kafka reads unknown tagged fields in a wrong order, but does not write them so.
            attempt(() -> MessagePair.write(real, version))
                    .ifPresent(bytesAgain ->
                            assertThat(MessagePair.write(ours, version)).isEqualTo(bytesAgain));
        });
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageCutShortAnywhereIsRefused(MessagePair pair) {
        for (short version : pair.versions()) {
            for (long seed = 0; seed < 5; seed++) {
                byte[] bytes = MessagePair.write(pair.ours(new RandomContent(seed).of(pair.schema(version))), version);
                int step = Math.max(1, bytes.length / 2_000);
                for (int length = 0; length < bytes.length; length += step) {
                    byte[] cut = Arrays.copyOf(bytes, length);
                    assertThat(refusal(() -> pair.readOurs(cut, version)))
                            .as("%s version %s seed %s cut to %s of %s", pair, version, seed, length, bytes.length)
                            .isInstanceOf(WireFormatException.class)
                            .hasMessageContaining("at byte");
                }
            }
        }
    }

    private interface Check {
        void run(short version, long seed);
    }

    private static void forEachVersionAndSeed(MessagePair pair, Check check) {
        for (short version : pair.versions()) {
            for (long seed = 0; seed < SEEDS; seed++) {
                try {
                    check.run(version, seed);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(pair + " version " + version + " seed " + seed, e);
                }
            }
        }
    }

    private static void assertSame(
            MessagePair pair, short version, long seed, Optional<byte[]> ours, Optional<byte[]> real) {
        assertThat(ours.isPresent())
                .as("%s version %s seed %s: whether it can be written", pair, version, seed)
                .isEqualTo(real.isPresent());
        ours.ifPresent(bytes -> assertThat(bytes)
                .as("%s version %s seed %s", pair, version, seed)
                .isEqualTo(real.orElseThrow()));
    }

    /** The bytes, or nothing where it was refused. */
    private static Optional<byte[]> attempt(Supplier<byte[]> write) {
        try {
            return Optional.of(write.get());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable RuntimeException refusal(Runnable read) {
        try {
            read.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
