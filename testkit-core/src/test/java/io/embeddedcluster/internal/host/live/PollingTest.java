package io.embeddedcluster.internal.host.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollingTest {

    private static final Duration INTERVAL = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void asksUntilTheAnswerIsYes() {
        assertThat(Polling.until(() -> questions.incrementAndGet() == 3, INTERVAL, LONG))
                .isTrue();
        assertThat(questions).hasValue(3);
    }

    @Test
    void asksOnceEvenWithoutTime() {
        assertThat(Polling.until(() -> questions.incrementAndGet() == 1, INTERVAL, Duration.ZERO))
                .isTrue();
    }

    @Test
    void asksAtTheDeadlineHoweverLongTheInterval() {
        long begin = System.nanoTime();
        assertThat(Polling.until(() -> questions.incrementAndGet() == 2, LONG, SHORT))
                .isTrue();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void givesUpAtTheDeadline() {
        long begin = System.nanoTime();
        assertThat(Polling.until(() -> questions.incrementAndGet() == 0, INTERVAL, SHORT))
                .isFalse();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(questions).hasPositiveValue();
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Polling.until(() -> false, INTERVAL, LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("interrupted while waiting");
        assertThat(Thread.interrupted()).isTrue();
    }
}
