package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.config.TopicConfig;
import io.embeddedcluster.internal.kafka.log.LogRead;
import io.embeddedcluster.internal.kafka.log.OffsetCheckpoint;
import io.embeddedcluster.internal.kafka.log.PartitionLog;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.replica.PartitionState;
import io.embeddedcluster.internal.kafka.replica.Replica;
import io.embeddedcluster.internal.kafka.replica.ReplicaSettings;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All replicas on one broker, each in the role that the newest metadata gives it.
 *
 * <p>A replica is hosted from the first image that assigns it to this broker to the first that does not. Its log is deleted
 * where that was ordered: the topic's deletion, or another assignment; where the topic is just not there, the log is kept,
 * and hosted again when the topic is back. High watermarks are checkpointed from time to time and at an orderly stop. After a
 * crash logs and high watermarks are read back, and a follower's first fetch finds out where its log parts from the leader's.
 *
 * <p>A stale leader stays one until it is told of the next: what it appends then can never be acknowledged with acks=all,
 * because its followers have left, and it cannot shrink the ISR, because every change of the ISR is conditional on the
 * state that the new election has replaced.
 */
public final class HostedReplicas {

    private final Host host;
    private final int nodeId;
    private final BrokerConfig brokerConfig;
    private final BrokerRules rules;
    private final Supplier<MetadataImage> image;
    private final ReplicaLogs logs;
    private final OffsetCheckpoint checkpoint;
    private final SortedMap<TopicPartition, Long> checkpointed;
    private final DelayedOperations delayed;
    private final FollowerFetchers fetchers;
    private final Leaderships leaderships;
    private final EffectRunner effects;
    private final ReplicaReader reader;
    private final ReplicaAppender appender;
    private final TreeMap<TopicPartition, HostedReplica> hosted = new TreeMap<>();
    /** Logs that nothing assigns to this broker now, and the ids of their topics. */
    private final TreeMap<TopicPartition, Uuid> kept = new TreeMap<>();

    private final List<Timers.Timer> timers = new ArrayList<>();
    private boolean started;
    private boolean stopped;

    /**
     * Makes the replicas of a broker, none of them hosted yet.
     *
     * @param image the newest metadata
     * @param states where a leader writes its ISR
     */
    public HostedReplicas(
            Host host,
            int nodeId,
            BrokerConfig brokerConfig,
            BrokerRules rules,
            Supplier<MetadataImage> image,
            PartitionStateStore states,
            DelayedOperations delayed) {
        this.host = host;
        this.nodeId = nodeId;
        this.brokerConfig = brokerConfig;
        this.rules = rules;
        this.image = image;
        this.delayed = delayed;
        logs = new ReplicaLogs(host, brokerConfig, rules);
        checkpoint = new OffsetCheckpoint(host.disk(), OffsetCheckpoint.HIGH_WATERMARK_FILE, logs::synced);
        checkpointed = checkpoint.read();
        PendingReplication pending = new PendingReplication();
        fetchers = new FollowerFetchers(host, FetchSettings.of(nodeId, brokerConfig), this::brokerEpoch, delayed);
        leaderships = new Leaderships(host);
        leaderships.listen(new LeadershipJournal(host.journal(), this::view));
        effects = new EffectRunner(host, states, fetchers, pending, delayed, leaderships);
        reader = new ReplicaReader(host, image, rules, this, effects);
        appender = new ReplicaAppender(host, this, effects, pending, delayed);
    }

    /** Tells the listener which partitions this broker leads from now on. */
    public void listen(LeadershipListener listener) {
        leaderships.listen(listener);
    }

    /** {@return how replicas are read} */
    public ReplicaReader reader() {
        return reader;
    }

    /** {@return how records are appended to replicas that lead} */
    public ReplicaAppender appender() {
        return appender;
    }

    /** {@return how many partitions this broker hosts} */
    public int size() {
        return hosted.size();
    }

    /** {@return what there is to see of each hosted replica, by partition} */
    public List<ReplicaStatus> views() {
        return hosted.values().stream().map(ReplicaStatus::of).toList();
    }

    /** {@return what there is to see of one replica} */
    public Optional<ReplicaStatus> view(TopicPartition topicPartition) {
        return Optional.ofNullable(hosted.get(topicPartition)).map(ReplicaStatus::of);
    }

    /** Returns whole batches, from the one that holds an offset or else the log start offset, to an end (exclusive). */
    public List<ByteBuffer> batches(TopicPartition topicPartition, long from, long end) {
        HostedReplica replica = hosted.get(topicPartition);
        List<ByteBuffer> batches = new ArrayList<>();
        if (replica != null) {
            PartitionLog log = replica.log();
            long offset = Math.max(from, log.startOffset());
            while (offset < end) {
                LogRead read = log.read(offset, Integer.MAX_VALUE, end, true);
                if (!read.bytes().hasRemaining()) {
                    break;
                }
                batches.add(read.bytes());
                offset = read.nextOffset();
            }
        }
        return batches;
    }

    /** Finds a replica; where it is not hosted, says why as a broker answers it. */
    Lookup lookup(TopicPartition topicPartition) {
        HostedReplica found = hosted.get(topicPartition);
        if (found != null && !stopped) {
            return new Lookup(found, ErrorCode.NONE);
        }
        boolean isKnown = image.get().partition(topicPartition).isPresent();
        return new Lookup(null, isKnown ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    /** Brings all replicas to what that metadata says. */
    public void apply(MetadataImage newest) {
        if (stopped) {
            return;
        }
        startTimers();
        dropWhatIsGone(newest);
        Set<Integer> eligible = new TreeSet<>(newest.brokers().keySet());
        eligible.removeIf(id -> !newest.isEligibleForIsr(id));
        for (TopicImage topic : newest.topics().values()) {
            for (PartitionImage partition : topic.partitions()) {
                if (partition.isReplica(nodeId) && partition.hasState()) {
                    apply(topic, partition, eligible);
                }
            }
        }
        fetchers.begin();
    }

    private void apply(TopicImage topic, PartitionImage partition, Set<Integer> eligible) {
        TopicPartition topicPartition = new TopicPartition(topic.name(), partition.partition());
        HostedReplica replica = hosted.computeIfAbsent(topicPartition, key -> open(key, topic, partition));
        long now = host.clock().millis();
        if (!topic.config().equals(replica.overrides())) {
            TopicConfig config = TopicConfig.of(topic.config(), brokerConfig);
            replica.overrides(topic.config());
            replica.log().configure(logs.logConfig(config));
            effects.run(replica, replica.replica().onSettings(settings(config), now));
        }
        replica.partition(partition);
        effects.run(replica, replica.replica().onAliveBrokers(eligible, now));
        if (!isOfAnEarlierLife(partition)) {
            effects.run(replica, replica.replica().onPartitionState(state(partition), now));
        }
    }

    /**
     * A leadership that was given to this broker before it registered was given to what it was before its restart, which
     * may have had more records. The controller gives it a new one, with a new epoch.
     */
    private boolean isOfAnEarlierLife(PartitionImage partition) {
        return partition.leader() == nodeId && rules.isOfAnEarlierLife(partition.stateZxid(), brokerEpoch());
    }

    private HostedReplica open(TopicPartition topicPartition, TopicImage topic, PartitionImage partition) {
        TopicConfig config = TopicConfig.of(topic.config(), brokerConfig);
        kept.remove(topicPartition);
        Long highWatermark = checkpointed.remove(topicPartition);
        if (highWatermark != null
                && logs.topicId(topicPartition).filter(topic.topicId()::equals).isEmpty()) {
            // That of an earlier topic of this name: the next start must not take it for this one's.
            checkpointHighWatermarks();
            highWatermark = null;
        }
        PartitionLog log = logs.open(topicPartition, topic.topicId(), config);
        Replica replica = new Replica(
                nodeId, log, settings(config), rules, highWatermark == null ? log.startOffset() : highWatermark);
        return new HostedReplica(topicPartition, topic.topicId(), log, replica, partition, topic.config());
    }

    private void dropWhatIsGone(MetadataImage newest) {
        SortedMap<TopicPartition, Uuid> unassigned = new TreeMap<>();
        BiConsumer<TopicPartition, Uuid> keepUnassigned = (topicPartition, topicId) -> {
            if (!isAssigned(topicPartition, topicId, newest)) {
                unassigned.put(topicPartition, topicId);
            }
        };
        if (!started) {
            started = true;
            logs.onDisk().forEach(keepUnassigned);
        }
        hosted.forEach((topicPartition, replica) -> keepUnassigned.accept(topicPartition, replica.topicId()));
        unassigned.keySet().forEach(this::drop);
        kept.putAll(unassigned);
        boolean isAnyDeleted = kept.entrySet().removeIf(log -> deleteIfOrdered(log.getKey(), log.getValue(), newest));
        unassigned.keySet().retainAll(kept.keySet());
        unassigned.forEach((topicPartition, topicId) -> host.journal()
                .record(
                        "log-kept",
                        "topicPartition=" + topicPartition + " topicId=" + topicId
                                + ", the topic is not there and nobody ordered its deletion"));
        if (isAnyDeleted || !unassigned.isEmpty()) {
            checkpointHighWatermarks();
        }
    }

    private boolean isAssigned(TopicPartition topicPartition, Uuid topicId, MetadataImage newest) {
        return newest.topic(topicPartition.topic())
                .filter(topic -> topic.topicId().equals(topicId))
                .flatMap(topic -> topic.partition(topicPartition.partition()))
                .filter(partition -> partition.isReplica(nodeId))
                .isPresent();
    }

    private boolean deleteIfOrdered(TopicPartition topicPartition, Uuid topicId, MetadataImage newest) {
        boolean isAssignedToOthers = newest.topic(topicId)
                .flatMap(topic -> topic.partition(topicPartition.partition()))
                .filter(partition -> !partition.isReplica(nodeId))
                .isPresent();
        boolean isTopicDeleted = newest.topicDeletions().contains(topicId)
                && newest.topic(topicId).isEmpty();
        boolean isOrdered = isAssignedToOthers || isTopicDeleted;
        if (isOrdered) {
            checkpointed.remove(topicPartition);
            logs.delete(topicPartition);
        }
        return isOrdered;
    }

    /** Hosts the replica no more, if it does. */
    private void drop(TopicPartition topicPartition) {
        HostedReplica replica = hosted.remove(topicPartition);
        if (replica == null) {
            return;
        }
        checkpointed.put(topicPartition, replica.replica().highWatermark());
        effects.run(
                replica,
                replica.replica().onPartitionState(gone(replica), host.clock().millis()));
        fetchers.remove(topicPartition);
        delayed.wake(topicPartition);
    }

    /** A state without a leader, newer than all: requests that wait for the replica are told that it does not lead. */
    private static PartitionState gone(HostedReplica replica) {
        return new PartitionState(
                PartitionState.NO_LEADER, replica.replica().leaderEpoch() + 1, List.of(), List.of(), Integer.MAX_VALUE);
    }

    private static PartitionState state(PartitionImage partition) {
        return new PartitionState(
                partition.leader(),
                partition.leaderEpoch(),
                partition.isr(),
                partition.replicas(),
                partition.zkVersion());
    }

    private ReplicaSettings settings(TopicConfig config) {
        return new ReplicaSettings(
                config.minInsyncReplicas(), brokerConfig.replicaLagTimeMax().toMillis());
    }

    private long brokerEpoch() {
        return image.get().broker(nodeId).map(broker -> broker.brokerEpoch()).orElse(-1L);
    }

    private void startTimers() {
        if (timers.isEmpty()) {
            every(brokerConfig.replicaLagTimeMax().dividedBy(2), this::tick);
            every(
                    Duration.ofMillis(brokerConfig.longValue("replica.high.watermark.checkpoint.interval.ms")),
                    this::checkpointHighWatermarks);
            every(
                    Duration.ofMillis(brokerConfig.intValue("producer.id.expiration.check.interval.ms")),
                    this::expireProducers);
        }
    }

    private void every(Duration interval, Runnable task) {
        int slot = timers.size();
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            task.run();
            timers.set(slot, host.timers().schedule(interval, again[0]));
        };
        timers.add(host.timers().schedule(interval, again[0]));
    }

    private void tick() {
        long now = host.clock().millis();
        for (HostedReplica replica : hosted.values()) {
            replica.replica().leader().ifPresent(leader -> effects.run(replica, leader.onTick(now)));
        }
    }

    private void checkpointHighWatermarks() {
        SortedMap<TopicPartition, Long> all = new TreeMap<>(checkpointed);
        hosted.forEach((key, replica) -> all.put(key, replica.replica().highWatermark()));
        checkpoint.write(all);
    }

    private void expireProducers() {
        long now = host.clock().wallMillis();
        hosted.values().forEach(replica -> replica.log().expireProducers(now));
    }

    /**
     * Stops in order: nothing is replicated or served any more, all leaderships end, high watermarks and logs are made
     * durable.
     *
     * @param done run when they are
     */
    public void stop(Runnable done) {
        stopped = true;
        timers.forEach(Timers.Timer::cancel);
        fetchers.stop();
        leaderships.endAll();
        checkpointHighWatermarks();
        List<HostedReplica> open = List.copyOf(hosted.values());
        if (open.isEmpty()) {
            host.execute(done);
            return;
        }
        int[] remaining = {open.size()};
        open.forEach(replica -> replica.log().close(failure -> {
            logs.synced(failure);
            if (--remaining[0] == 0) {
                done.run();
            }
        }));
    }

    /**
     * What was found under a partition's name.
     *
     * @param replicaOrNull the replica, null with an error
     * @param error NONE, or how a broker answers about a partition that it does not host
     */
    record Lookup(@Nullable HostedReplica replicaOrNull, ErrorCode error) {}
}
