package io.embeddedcluster.internal.kafka.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FetchSettingsTest {

    @Test
    void aLeaderHasTheTimeToAnswerThatItIsToldToWait() {
        FetchSettings settings = FetchSettings.of(1, BrokerConfig.of(Map.of("replica.fetch.wait.max.ms", "20000")));

        assertThat(settings.responseTimeout()).isGreaterThan(Duration.ofSeconds(20));
    }
}
