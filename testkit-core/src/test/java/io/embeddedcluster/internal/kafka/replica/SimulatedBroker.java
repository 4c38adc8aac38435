package io.embeddedcluster.internal.kafka.replica;

import io.embeddedcluster.internal.host.MemoryDisk;
import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.log.LogConfig;
import io.embeddedcluster.internal.kafka.log.LogView;
import io.embeddedcluster.internal.kafka.log.PartitionLog;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import java.util.OptionalInt;

/** One broker of a {@link ReplicationWorld}: its disk, and while it runs its log and its replica. */
final class SimulatedBroker {

    static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    final int id;
    private final Mutation mutation;
    private final MemoryDisk memory = new MemoryDisk();
    /** Rises with each start and each crash: what was sent to or by an earlier run is lost. */
    int run;

    boolean isUp;
    /** Neither hears nor says anything; what is sent to it waits. */
    boolean isPaused;

    boolean isFetching;
    boolean awaitsNewState;
    long checkpointedHighWatermark;
    /** How far the world has looked at what this broker holds for committed. */
    long verifiedHighWatermark;

    PartitionLog log;
    Replica replica;

    SimulatedBroker(int id, Mutation mutation, ReplicaSettings settings) {
        this.id = id;
        this.mutation = mutation;
        start(settings);
    }

    void start(ReplicaSettings settings) {
        run++;
        isUp = true;
        isPaused = false;
        isFetching = false;
        awaitsNewState = false;
        log = PartitionLog.open(
                PARTITION,
                memory.mount(Runnable::run),
                LogConfig.DEFAULTS,
                new BrokerRules(),
                (kind, detail) -> {},
                failure -> {});
        long highWatermark =
                mutation == Mutation.RESTART_TAKES_ALL_FOR_COMMITTED ? log.endOffset() : checkpointedHighWatermark;
        replica = new Replica(id, new View(), settings, rules(), highWatermark);
        verifiedHighWatermark = 0;
    }

    private BrokerRules rules() {
        return new BrokerRules() {
            @Override
            public boolean mayJoinIsr(long endOffset, long highWatermark, long epochStartOffset) {
                long start = mutation == Mutation.FOLLOWER_JOINS_BEFORE_THE_EPOCH ? 0 : epochStartOffset;
                return super.mayJoinIsr(endOffset, highWatermark, start);
            }
        };
    }

    void crash() {
        run++;
        isUp = false;
        memory.crash();
    }

    /** The log as the replica sees it. */
    private final class View implements LogView {

        @Override
        public long startOffset() {
            return log.startOffset();
        }

        @Override
        public long endOffset() {
            return log.endOffset();
        }

        @Override
        public OptionalInt latestEpoch() {
            return mutation == Mutation.FOLLOWER_HIDES_ITS_LAST_EPOCH ? OptionalInt.empty() : log.latestEpoch();
        }

        @Override
        public EpochEnd endOffsetFor(int leaderEpoch) {
            return log.endOffsetFor(leaderEpoch);
        }
    }
}
