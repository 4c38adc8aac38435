package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replica.FetchAnswer;
import io.embeddedcluster.internal.kafka.replica.FollowerFetch;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.FetchRequest;
import io.embeddedcluster.internal.kafka.wire.message.FetchResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from one leader everything that this broker follows there, over one connection.
 *
 * <p>There is always one fetch under way, which the leader holds until it has something new: records, or a higher high
 * watermark. When partitions are added, or one may be fetched again after an error, a second fetch is sent behind it; a
 * leader of ours then answers the first at once, so that nothing waits for what it has nothing to do with.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-1166%3A+Improve+high-watermark+replication KIP-1166
 */
final class FollowerFetcher {

    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(20);
    private static final short VERSION = FetchRequest.HIGHEST_SUPPORTED_VERSION;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Host host;
    private final FetchSettings settings;
    private final int leader;
    private final LongSupplier brokerEpoch;
    private final DelayedOperations delayed;
    private final TreeMap<TopicPartition, FollowedPartition> followed = new TreeMap<>();
    private final FollowerSession session = new FollowerSession();
    private @Nullable LeaderConnection connection;
    private Timers.@Nullable Timer reconnect;
    private int underWay;
    private boolean mayOvertake;
    private boolean hasNews;
    private boolean scheduled;
    private boolean stopped;

    FollowerFetcher(
            Host host, FetchSettings settings, int leader, LongSupplier brokerEpoch, DelayedOperations delayed) {
        this.host = host;
        this.settings = settings;
        this.leader = leader;
        this.brokerEpoch = brokerEpoch;
        this.delayed = delayed;
    }

    void add(HostedReplica hosted) {
        hosted.replica().follower().ifPresent(follower -> {
            followed.put(
                    hosted.topicPartition(),
                    new FollowedPartition(host, settings, hosted, follower, delayed, this::readyAgain));
            hasNews = true;
        });
    }

    void remove(TopicPartition topicPartition) {
        FollowedPartition removed = followed.remove(topicPartition);
        if (removed != null) {
            removed.end();
        }
    }

    /** Ends where there is nothing to fetch; {@return whether it has ended} */
    boolean endIfIdle() {
        if (followed.isEmpty()) {
            stop();
        }
        return stopped;
    }

    void stop() {
        stopped = true;
        followed.values().forEach(FollowedPartition::end);
        followed.clear();
        if (reconnect != null) {
            reconnect.cancel();
        }
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** Fetches after the present event, so that all that changes together is asked for together. */
    void fetchSoon() {
        if (!scheduled && !stopped) {
            scheduled = true;
            host.execute(() -> {
                scheduled = false;
                fetch();
            });
        }
    }

    private void readyAgain() {
        hasNews = true;
        fetchSoon();
    }

    private void fetch() {
        boolean mayAsk = underWay == 0 || (underWay == 1 && mayOvertake && hasNews);
        if (stopped || reconnect != null || !mayAsk) {
            return;
        }
        LinkedHashMap<FollowedKey, PartitionFetch> wanted = new LinkedHashMap<>();
        Map<FollowedKey, Asked> asked = new LinkedHashMap<>();
        for (FollowedPartition partition : followed.values()) {
            if (partition.isReady()) {
                wanted.put(partition.key(), partition.request());
                asked.put(partition.key(), new Asked(partition, partition.nextFetch()));
            }
        }
        if (!wanted.isEmpty()) {
            hasNews = false;
            // Until a full fetch is answered there is no session that another one could go on, so its answer is not
            // delayed.
            mayOvertake = !session.isFull();
            ask(wanted, asked);
        }
    }

    private void ask(Map<FollowedKey, PartitionFetch> wanted, Map<FollowedKey, Asked> asked) {
        boolean isWorthWaiting = !session.isFull() || session.isRefused();
        FetchRequest request = session.next(wanted)
                .maxWaitMs(isWorthWaiting ? settings.waitMaxMillis() : 0)
                .minBytes(settings.minBytes())
                .maxBytes(settings.responseMaxBytes());
        request.replicaState().replicaId(settings.nodeId()).replicaEpoch(brokerEpoch.getAsLong());
        underWay++;
        connection().ask(ApiKey.FETCH, VERSION, request, FetchResponse.TYPE, response -> answered(asked, response));
    }

    private LeaderConnection connection() {
        LeaderConnection present = connection;
        if (present == null) {
            present = new LeaderConnection(
                    host, leader, "broker-" + settings.nodeId() + "-fetcher", settings.responseTimeout(), this::lost);
            connection = present;
        }
        return present;
    }

    private void lost(String reason) {
        host.journal().record("fetcher-disconnected", "leader=" + leader + " reason=" + reason);
        connection = null;
        underWay = 0;
        session.reset();
        followed.values().forEach(FollowedPartition::connectionLost);
        reconnect = host.timers().schedule(RECONNECT_PAUSE, () -> {
            reconnect = null;
            fetch();
        });
    }

    private void answered(Map<FollowedKey, Asked> asked, FetchResponse response) {
        underWay--;
        if (response.errorCode() != ErrorCode.NONE.code()) {
            session.reset();
        } else {
            session.answered(response.sessionId());
            for (FetchResponse.FetchableTopicResponse topic : response.responses()) {
                for (FetchResponse.PartitionData data : topic.partitions()) {
                    Asked about = asked.get(new FollowedKey(topic.topicId(), data.partitionIndex()));
                    if (about != null && isFollowed(about.partition)) {
                        about.partition.fetched(about.fetch, answer(data));
                    }
                }
            }
            followed.values().stream()
                    .filter(FollowedPartition::takeWishForLeaderOffsets)
                    .forEach(partition ->
                            new LeaderOffsets(partition, settings.nodeId()).ask(connection(), this::readyAgain));
        }
        fetchSoon();
    }

    private boolean isFollowed(FollowedPartition partition) {
        return followed.get(partition.hosted().topicPartition()) == partition;
    }

    private static FetchAnswer answer(FetchResponse.PartitionData data) {
        FetchResponse.EpochEndOffset diverging = data.divergingEpoch();
        ByteBuffer records = data.records();
        return new FetchAnswer(
                ErrorCode.of(data.errorCode()),
                diverging.endOffset() < 0 ? EpochEnd.UNKNOWN : new EpochEnd(diverging.epoch(), diverging.endOffset()),
                records == null ? NOTHING.duplicate() : records,
                data.highWatermark(),
                data.logStartOffset());
    }

    private record Asked(FollowedPartition partition, FollowerFetch fetch) {}
}
