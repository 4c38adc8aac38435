package io.embeddedcluster.internal.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailoverTimerTest {

    private final FailoverTimer timer = new FailoverTimer();

    @Test
    void measuresFromTheBeginningOfTheKillToTheFirstRecordSentAfterIt() {
        timer.killed(Set.of(1, 4), 1_000, 1_200);
        timer.acknowledged(1, 1_100, 1_300); // sent before the kill was done
        timer.acknowledged(2, 1_250, 1_400); // another leader's
        timer.acknowledged(1, 1_250, 3_000);
        timer.acknowledged(1, 1_251, 3_001);
        assertThat(timer.isComplete()).isFalse();
        timer.acknowledged(4, 1_250, 5_000);
        assertThat(timer.isComplete()).isTrue();
        assertThat(timer.measured()).isEqualTo(Map.of(1, Duration.ofNanos(2_000), 4, Duration.ofNanos(4_000)));
    }

    @Test
    void eachKillBeginsAnew() {
        timer.killed(Set.of(1), 0, 0);
        timer.acknowledged(1, 1, 2);
        timer.killed(Set.of(1), 10, 10);
        assertThat(timer.isComplete()).isFalse();
        assertThat(timer.measured()).isEmpty();
    }
}
