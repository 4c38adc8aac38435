package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.log.LogRead;
import io.embeddedcluster.internal.kafka.log.PartitionLog;
import io.embeddedcluster.internal.kafka.log.RecordFormatException;
import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.replica.FetchJudgement;
import io.embeddedcluster.internal.kafka.replica.LeaderReplica;
import io.embeddedcluster.internal.kafka.replica.Replica;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the replicas on this broker for followers and consumers. */
public final class ReplicaReader {

    private final Host host;
    private final Supplier<MetadataImage> image;
    private final BrokerRules rules;
    private final HostedReplicas replicas;
    private final EffectRunner effects;

    ReplicaReader(
            Host host,
            Supplier<MetadataImage> image,
            BrokerRules rules,
            HostedReplicas replicas,
            EffectRunner effects) {
        this.host = host;
        this.image = image;
        this.rules = rules;
        this.replicas = replicas;
        this.effects = effects;
    }

    /**
     * Reads one partition for a Fetch.
     *
     * @param topicId as in the request, zero where it names the topic
     * @param maxBytes how much to return at most
     * @param atLeastOneBatch whether the first batch is returned though it be longer
     * @param isFirstTry whether the request has just arrived: then a follower's progress is noted
     */
    public ReplicaRead read(
            TopicPartition topicPartition,
            Uuid topicId,
            Fetcher fetcher,
            PartitionFetch fetch,
            int maxBytes,
            boolean atLeastOneBatch,
            boolean isFirstTry) {
        HostedReplicas.Lookup lookup = replicas.lookup(topicPartition);
        HostedReplica hosted = lookup.replicaOrNull();
        if (hosted == null) {
            return ReplicaRead.refused(lookup.error());
        }
        if (!hosted.isMeantBy(topicId)) {
            return ReplicaRead.refused(ErrorCode.INCONSISTENT_TOPIC_ID);
        }
        ErrorCode error = hosted.replica().checkLeaderEpoch(fetch.currentLeaderEpoch(), fetcher.needsLeader());
        if (error != ErrorCode.NONE) {
            return ReplicaRead.refused(error);
        }
        Optional<ReplicaRead> verdict = fetcher.isFollower() && isFirstTry
                ? noteProgress(hosted, fetcher, fetch)
                : findDivergence(hosted, fetch);
        return verdict.orElseGet(() -> readRecords(hosted, fetcher, fetch, maxBytes, atLeastOneBatch));
    }

    private Optional<ReplicaRead> noteProgress(HostedReplica hosted, Fetcher fetcher, PartitionFetch fetch) {
        ErrorCode error = checkBrokerEpoch(fetcher);
        LeaderReplica leader = hosted.replica().leader().orElse(null);
        if (error != ErrorCode.NONE || leader == null) {
            return Optional.of(ReplicaRead.refused(leader == null ? ErrorCode.NOT_LEADER_OR_FOLLOWER : error));
        }
        FetchJudgement judgement = leader.onFollowerFetch(
                fetcher.replicaId(), fetch.asFollower(), host.clock().millis());
        return judgement.fold(
                refused -> Optional.of(ReplicaRead.refused(refused.error())),
                diverging -> Optional.of(diverging(hosted, diverging.end())),
                accepted -> {
                    effects.run(hosted, accepted.effects());
                    return Optional.empty();
                });
    }

    /**
     * A follower that was restarted must not be taken for its predecessor, which may have had more.
     *
     * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-903%3A+Replicas+with+stale+broker+epoch+should+not+be+allowed+to+join+the+ISR
     *     KIP-903
     */
    private ErrorCode checkBrokerEpoch(Fetcher fetcher) {
        long known = image.get()
                .broker(fetcher.replicaId())
                .map(BrokerRegistration::brokerEpoch)
                .orElse(-1L);
        if (known == -1 || fetcher.replicaEpoch() == -1 || fetcher.replicaEpoch() == known) {
            return ErrorCode.NONE;
        }
        return fetcher.replicaEpoch() < known ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.UNKNOWN_LEADER_EPOCH;
    }

    private Optional<ReplicaRead> findDivergence(HostedReplica hosted, PartitionFetch fetch) {
        if (fetch.lastFetchedEpoch() < 0) {
            return Optional.empty();
        }
        PartitionLog log = hosted.log();
        EpochEnd end = log.endOffsetFor(fetch.lastFetchedEpoch());
        if (end.isUnknown() || fetch.fetchOffset() < log.startOffset()) {
            return Optional.of(ReplicaRead.refused(ErrorCode.OFFSET_OUT_OF_RANGE));
        }
        return rules.hasDiverged(fetch.lastFetchedEpoch(), fetch.fetchOffset(), end.leaderEpoch(), end.endOffset())
                ? Optional.of(diverging(hosted, end))
                : Optional.empty();
    }

    private static ReplicaRead diverging(HostedReplica hosted, EpochEnd end) {
        return ReplicaRead.diverging(
                end, hosted.replica().highWatermark(), hosted.log().startOffset());
    }

    private ReplicaRead readRecords(
            HostedReplica hosted, Fetcher fetcher, PartitionFetch fetch, int maxBytes, boolean atLeastOneBatch) {
        PartitionLog log = hosted.log();
        long highWatermark = hosted.replica().highWatermark();
        long limit = fetcher.readsUncommitted() ? log.endOffset() : rules.readableEnd(highWatermark, log.endOffset());
        LogRead read = log.read(fetch.fetchOffset(), maxBytes, limit, atLeastOneBatch);
        return read.error() == ErrorCode.NONE
                ? new ReplicaRead(ErrorCode.NONE, read.bytes(), highWatermark, log.startOffset(), EpochEnd.UNKNOWN)
                : ReplicaRead.refused(read.error());
    }

    /**
     * Looks up an offset for ListOffsets.
     *
     * @param currentLeaderEpoch the leader epoch that the client knows, -1 for none
     * @param isFromConsumer whether nothing above the high watermark is shown
     * @param needsLeader whether a follower may not answer
     */
    public FoundOffset offsetFor(
            TopicPartition topicPartition,
            OffsetQuery query,
            int currentLeaderEpoch,
            boolean isFromConsumer,
            boolean needsLeader) {
        HostedReplicas.Lookup lookup = replicas.lookup(topicPartition);
        HostedReplica hosted = lookup.replicaOrNull();
        if (hosted == null) {
            return FoundOffset.refused(lookup.error());
        }
        ErrorCode error = hosted.replica().checkLeaderEpoch(currentLeaderEpoch, needsLeader);
        if (error != ErrorCode.NONE) {
            return FoundOffset.refused(error);
        }
        try {
            return query.find(hosted.log(), hosted.replica(), isFromConsumer);
        } catch (RecordFormatException e) {
            host.journal().record("offset-lookup-failed", "topicPartition=" + topicPartition + " " + e.getMessage());
            return FoundOffset.refused(e.error());
        }
    }

    /** Answers where a leader epoch ends, for OffsetForLeaderEpoch. */
    public Replica.EpochEndAnswer endOfEpoch(TopicPartition topicPartition, int currentLeaderEpoch, int leaderEpoch) {
        HostedReplicas.Lookup lookup = replicas.lookup(topicPartition);
        HostedReplica hosted = lookup.replicaOrNull();
        return hosted == null
                ? new Replica.EpochEndAnswer(lookup.error(), EpochEnd.UNKNOWN)
                : hosted.replica().offsetForLeaderEpoch(currentLeaderEpoch, leaderEpoch);
    }
}
