package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import java.time.Duration;

/**
 * How a follower fetches, named as Kafka names it.
 *
 * @param nodeId the follower
 * @param waitMaxMillis {@code replica.fetch.wait.max.ms}
 * @param minBytes {@code replica.fetch.min.bytes}
 * @param maxBytes {@code replica.fetch.max.bytes}, for one partition
 * @param responseMaxBytes {@code replica.fetch.response.max.bytes}
 * @param backoffMax {@code replica.fetch.backoff.ms}: the pause after an error grows up to this
 */
record FetchSettings(
        int nodeId, int waitMaxMillis, int minBytes, int maxBytes, int responseMaxBytes, Duration backoffMax) {

    /** The first pause after an error: the leader is usually about to learn what the follower knows already. */
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(5);

    /** How much longer than the leader is told to wait at most its answer may take. */
    private static final Duration RESPONSE_MARGIN = Duration.ofSeconds(5);

    private static final int MAX_DOUBLINGS = 20;

    static FetchSettings of(int nodeId, BrokerConfig config) {
        return new FetchSettings(
                nodeId,
                config.intValue("replica.fetch.wait.max.ms"),
                config.intValue("replica.fetch.min.bytes"),
                config.intValue("replica.fetch.max.bytes"),
                config.intValue("replica.fetch.response.max.bytes"),
                Duration.ofMillis(config.intValue("replica.fetch.backoff.ms")));
    }

    /** {@return how long nothing may come from the leader though something is asked} */
    Duration responseTimeout() {
        return RESPONSE_MARGIN.plusMillis(waitMaxMillis);
    }

    /** {@return the pause after that many errors in a row, at least one} */
    Duration backoff(int errorCount) {
        Duration pause = FIRST_BACKOFF.multipliedBy(1L << Math.min(errorCount - 1, MAX_DOUBLINGS));
        return pause.compareTo(backoffMax) < 0 ? pause : backoffMax;
    }
}
