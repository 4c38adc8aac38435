package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** One fetcher for each broker that leads something that this broker follows. */
final class FollowerFetchers {

    private final Host host;
    private final FetchSettings settings;
    private final LongSupplier brokerEpoch;
    private final DelayedOperations delayed;
    private final TreeMap<Integer, FollowerFetcher> byLeader = new TreeMap<>();

    FollowerFetchers(Host host, FetchSettings settings, LongSupplier brokerEpoch, DelayedOperations delayed) {
        this.host = host;
        this.settings = settings;
        this.brokerEpoch = brokerEpoch;
        this.delayed = delayed;
    }

    /** Follows that leader, from the next {@link #begin} on. */
    void add(int leader, HostedReplica hosted) {
        byLeader.computeIfAbsent(leader, id -> new FollowerFetcher(host, settings, id, brokerEpoch, delayed))
                .add(hosted);
    }

    /** Follows no leader of that partition any more. */
    void remove(TopicPartition topicPartition) {
        byLeader.values().forEach(fetcher -> fetcher.remove(topicPartition));
    }

    /** Begins to fetch what was added, and ends fetchers that have nothing left to fetch. */
    void begin() {
        byLeader.values().removeIf(FollowerFetcher::endIfIdle);
        byLeader.values().forEach(FollowerFetcher::fetchSoon);
    }

    void stop() {
        byLeader.values().forEach(FollowerFetcher::stop);
        byLeader.clear();
    }
}
