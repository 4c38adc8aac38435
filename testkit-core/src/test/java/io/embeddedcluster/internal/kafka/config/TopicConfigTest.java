package io.embeddedcluster.internal.kafka.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.embeddedcluster.internal.config.InvalidConfigException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicConfigTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nonsense                       | 1        | Unknown topic config name: nonsense
            retention.ms                   | abc      | Invalid value abc for configuration retention.ms: Not a number of type LONG
            retention.ms                   | -2       | Invalid value -2 for configuration retention.ms: Value must be at least -1
            min.insync.replicas            | 0        | Invalid value 0 for configuration min.insync.replicas: Value must be at least 1
            min.insync.replicas            | 1.5      | Invalid value 1.5 for configuration min.insync.replicas: Not a number of type INT
            min.cleanable.dirty.ratio      | 1.5      | Invalid value 1.5 for configuration min.cleanable.dirty.ratio: Value must be no more than 1
            segment.bytes                  | 1000     | Invalid value 1000 for configuration segment.bytes: Value must be at least 1048576
            cleanup.policy                 | keep     | Invalid value keep for configuration cleanup.policy: String must be one of: compact, delete
            message.timestamp.type         | Never    | Invalid value Never for configuration message.timestamp.type: String must be one of: CreateTime, LogAppendTime
            unclean.leader.election.enable | yes      | Invalid value yes for configuration unclean.leader.election.enable: Expected value to be either true or false
            min.compaction.lag.ms          | 9223372036854775807 |
            compression.gzip.level         | 0        | Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1
            compression.gzip.level         | -1       |
            cleanup.policy                 | compact,delete |
            retention.ms                   | -1       |
            retention.bytes                | -1       |
            unclean.leader.election.enable | TRUE     |
            """)
    void refusesWhatKafkaRefuses(String name, String value, String message) {
        Map<String, String> config = Map.of(name, value);
        if (message == null) {
            assertThatCode(() -> TopicConfig.validate(config, BrokerConfig.DEFAULTS))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> TopicConfig.validate(config, BrokerConfig.DEFAULTS))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void refusesAnImpossibleRangeOfCompactionLags() {
        assertThatThrownBy(() -> TopicConfig.validate(
                        Map.of("min.compaction.lag.ms", "20", "max.compaction.lag.ms", "10"), BrokerConfig.DEFAULTS))
                .hasMessage("conflict topic config setting min.compaction.lag.ms (20) > max.compaction.lag.ms (10)");
    }

    /** The client jar names every topic config of its version; only one that brokers dropped in 4.0 is not known here. */
    @Test
    void knowsEveryNameOfTheRealClient() throws IllegalAccessException {
        TreeSet<String> real = new TreeSet<>();
        for (var field : org.apache.kafka.common.config.TopicConfig.class.getFields()) {
            if (field.getName().endsWith("_CONFIG")) {
                real.add((String) field.get(null));
            }
        }
        real.remove("message.downconversion.enable");

        assertThat(TopicConfig.of(Map.of(), BrokerConfig.DEFAULTS).values().keySet())
                .containsAll(real);
    }

    @Test
    void topicOverridesBrokerOverridesDefault() {
        BrokerConfig broker = BrokerConfig.of(
                Map.of("min.insync.replicas", "2", "log.retention.hours", "1", "message.max.bytes", "5000"));
        TopicConfig config = TopicConfig.of(Map.of("max.message.bytes", "6000"), broker);

        assertThat(config.minInsyncReplicas()).isEqualTo(2);
        assertThat(config.retentionMillis()).isEqualTo(3_600_000);
        assertThat(config.maxMessageBytes()).isEqualTo(6000);
        assertThat(config.segmentBytes()).isEqualTo(1 << 30);
        assertThat(config.isUncleanLeaderElectionEnabled()).isFalse();
        assertThat(config.values())
                .containsEntry("max.message.bytes", new TopicConfig.Value("6000", 6000, TopicConfig.Source.TOPIC))
                .containsEntry("min.insync.replicas", new TopicConfig.Value("2", 2, TopicConfig.Source.BROKER))
                .containsEntry("preallocate", new TopicConfig.Value("false", false, TopicConfig.Source.DEFAULT));
        assertThat(config.listValue("cleanup.policy")).isEqualTo(List.of("delete"));
    }

    @Test
    void aValueMayBeInAListTwice() {
        SortedMap<String, String> twice = new TreeMap<>(Map.of("cleanup.policy", "delete,delete"));

        TopicConfig.validate(twice, BrokerConfig.DEFAULTS);

        assertThat(TopicConfig.of(twice, BrokerConfig.DEFAULTS).isCompacted()).isFalse();
    }

    @Test
    void brokerConfigNamesWhatIsWrongAndWhatIsAllowed() {
        assertThatThrownBy(() -> BrokerConfig.of(Map.of("num.partition", "3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown broker config name: num.partition (value 3)");
        assertThatThrownBy(() -> BrokerConfig.of(Map.of("num.partitions", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid value 0 for configuration num.partitions: Value must be at least 1"
                        + " (allowed: INT, at least 1)");
        assertThat(BrokerConfig.of(Map.of("offsets.topic.replication.factor", "1"))
                        .intValue("offsets.topic.replication.factor"))
                .isEqualTo(1);
    }
}
