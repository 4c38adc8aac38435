package io.embeddedcluster.internal.kafka.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class UuidTest {

    @Test
    void textAndOrderAreThoseOfKafka() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            Uuid id = new Uuid(random.nextLong(), random.nextLong());
            Uuid other =
                    new Uuid(random.nextBoolean() ? id.mostSignificantBits() : random.nextLong(), random.nextLong());
            assertThat(id).hasToString(real(id).toString());
            assertThat(Uuid.parse(id.toString())).isEqualTo(id);
            assertThat(Integer.signum(id.compareTo(other))).isEqualTo(Integer.signum(real(id).compareTo(real(other))));
        }
        assertThat(Uuid.ZERO).hasToString("AAAAAAAAAAAAAAAAAAAAAA");
    }

    @Test
    void otherTextIsRefused() {
        assertThatThrownBy(() -> Uuid.parse("AAAA")).hasMessageContaining("an id of 3 bytes: AAAA");
        assertThatThrownBy(() -> Uuid.parse("no base64!")).isInstanceOf(IllegalArgumentException.class);
    }

    private static org.apache.kafka.common.Uuid real(Uuid id) {
        return new org.apache.kafka.common.Uuid(id.mostSignificantBits(), id.leastSignificantBits());
    }
}
