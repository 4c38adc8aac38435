package io.embeddedcluster.internal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.TopicSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class TopicOptionTest {

    private final TopicOption option = new TopicOption();

    @Test
    void readsNamePartitionsAndReplicas() {
        assertThat(option.convert("orders:3:2")).isEqualTo(TopicSpec.of("orders", 3, 2));
    }

    @Test
    void readsConfigs() {
        assertThat(option.convert("orders:3:2:min.insync.replicas=2:cleanup.policy=compact"))
                .isEqualTo(TopicSpec.of("orders", 3, 2)
                        .withConfig("min.insync.replicas", "2")
                        .withConfig("cleanup.policy", "compact"));
    }

    @ParameterizedTest
    @CsvSource({
        "orders, name:partitions:replicationFactor",
        "orders:3, name:partitions:replicationFactor",
        "orders:x:3, name:partitions:replicationFactor",
        "orders:3:3:novalue, '\"novalue\" in'",
        "orders:0:3, 'partitions: 0 (expected: 1 to 1000)'",
    })
    void refusesTheRestAndSaysWhatItExpects(String value, String words) {
        assertThatThrownBy(() -> option.convert(value))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining(words);
    }
}
