package io.embeddedcluster.internal.kafka.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.log.AppendResult;
import io.embeddedcluster.internal.kafka.log.EpochEnd;
import io.embeddedcluster.internal.kafka.log.LogRead;
import io.embeddedcluster.internal.kafka.log.LogRecord;
import io.embeddedcluster.internal.kafka.log.ProducedBatch;
import io.embeddedcluster.internal.kafka.log.RecordBatch;
import io.embeddedcluster.internal.kafka.log.RecordBatchBuilder;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.BecomeFollower;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.BecomeLeader;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.CompleteProduce;
import io.embeddedcluster.internal.kafka.replica.ReplicaEffect.ProposeIsr;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Three replicas of one partition, the quorum and the links between them, driven by one seed.
 *
 * <p>Invariants: an offset that any replica has held for committed has one record for ever; whoever begins to lead has all
 * that was committed until then; an acknowledged record is committed.
 */
final class ReplicationWorld {

    /** What can happen. A simulation in which one of these never did has not tested it. */
    enum Happening {
        ACKNOWLEDGED,
        APPEND_REFUSED_BY_MIN_ISR,
        PRODUCE_FAILED_WITH_ITS_LEADER,
        LEADER_BEGAN,
        LOG_CUT,
        ISR_SHRUNK,
        ISR_EXPANDED,
        ISR_PROPOSAL_SUPERSEDED,
        ISR_OUTCOME_UNKNOWN,
        FETCH_FENCED,
        FETCH_DIVERGED,
        CRASHED,
        PAUSED,
        LINK_STALLED,
        SESSION_EXPIRED,
        CONNECTION_LOST
    }

    /** With the short one a follower falls out of the ISR at the least delay, with the long one after a fault only. */
    private static final long[] LAG_MILLIS = {60, 1000};

    /** What a seed may do to the brokers. */
    private enum Fault {
        MOVE_LEADER,
        LOSE_CONNECTIONS,
        EXPIRE_SESSION,
        PAUSE,
        STALL_LINK,
        CRASH
    }

    private static final short ACKS_ALL = -1;
    private static final int MAX_HEAL_ROUNDS = 3000;

    private final long seed;
    private final SplittableRandom random;
    private final Mutation mutation;
    private final ReplicaSettings settings;
    private final SimulatedQuorum quorum;
    private final SimulatedLinks links = new SimulatedLinks();
    /** Each seed has its own selection, since too many faults at once hide each other's consequences. */
    private final EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);

    private final TreeSet<String> stalled = new TreeSet<>();
    private final List<SimulatedBroker> brokers = new ArrayList<>();
    private final TreeMap<Long, Long> committed = new TreeMap<>();
    /** What waits for its replication, by ticket. */
    private final Map<Long, RecordBatch> waiting = new LinkedHashMap<>();
    /** Where the leader put them, by ticket. */
    private final Map<Long, Long> waitingAt = new LinkedHashMap<>();

    private final Map<Happening, Integer> happenings = new EnumMap<>(Happening.class);
    private final List<String> trace = new ArrayList<>();
    private long now = 10_000;
    private long nextValue;

    ReplicationWorld(long seed, Mutation mutation) {
        this.seed = seed;
        this.mutation = mutation;
        random = new SplittableRandom(seed);
        settings = new ReplicaSettings(1 + random.nextInt(2), LAG_MILLIS[random.nextInt(2)]);
        for (Fault fault : Fault.values()) {
            if (fault == Fault.MOVE_LEADER || random.nextBoolean()) {
                faults.add(fault);
            }
        }
        quorum = new SimulatedQuorum(mutation, random);
        for (int id = 1; id <= 3; id++) {
            brokers.add(new SimulatedBroker(id, mutation, settings));
        }
        publish();
    }

    void run(int events) {
        for (int i = 0; i < events; i++) {
            guarded(this::step);
        }
    }

    Map<Happening, Integer> happenings() {
        return happenings;
    }

    int acknowledgedCount() {
        return happenings.getOrDefault(Happening.ACKNOWLEDGED, 0);
    }

    List<String> trace() {
        return trace;
    }

    /** Ends all faults; then all replicas must come to hold the same bytes, committed to the end. */
    void healAndVerifyAgreement() {
        guarded(() -> {
            stalled.clear();
            brokers.stream().filter(broker -> !broker.isUp).forEach(this::restart);
            brokers.forEach(broker -> {
                broker.isPaused = false;
                quorum.registered.add(broker.id);
            });
            publish();
            for (int round = 0; round < MAX_HEAL_ROUNDS && !agrees(); round++) {
                if (quorum.control()) {
                    publish();
                }
                now += 50;
                brokers.forEach(this::tick);
                brokers.forEach(this::fetch);
                while (!links.deliver(random, link -> true).isEmpty()) {
                    verifyAll();
                }
            }
            assertThat(agrees())
                    .as("replicas agree after healing: %s", brokersInWords())
                    .isTrue();
        });
    }

    private boolean agrees() {
        SimulatedBroker first = brokers.get(0);
        return quorum.state.isr().size() == brokers.size()
                && brokers.stream()
                        .allMatch(broker -> broker.replica.highWatermark() == broker.log.endOffset()
                                && broker.log.records(Long.MAX_VALUE).equals(first.log.records(Long.MAX_VALUE)));
    }

    private void guarded(Runnable action) {
        try {
            action.run();
            verifyAll();
        } catch (AssertionError e) {
            List<String> last = trace.subList(Math.max(0, trace.size() - 40), trace.size());
            throw new AssertionError("seed " + seed + " " + mutation + ": " + e.getMessage() + "\n" + last, e);
        }
    }

    private void step() {
        SimulatedBroker broker = brokers.get(random.nextInt(3));
        int dice = random.nextInt(1000);
        if (dice < 500) {
            links.deliver(random, this::reachesARunningBroker).forEach(link -> note("deliver " + link));
        } else if (dice < 750) {
            fetch(broker);
        } else if (dice < 850) {
            brokers.forEach(this::produce);
        } else if (dice < 920) {
            now += random.nextInt(300);
            brokers.forEach(this::tick);
        } else if (dice < 940) {
            if (quorum.control()) {
                note("controller " + quorum.state);
                publish();
            }
        } else if (dice < 955) {
            broker.checkpointedHighWatermark = broker.replica.highWatermark();
        } else if (broker.isUp) {
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            if (faults.contains(fault)) {
                inject(fault, broker);
            }
        } else if (random.nextInt(3) == 0) {
            restart(broker);
        }
    }

    private void inject(Fault fault, SimulatedBroker broker) {
        switch (fault) {
            case MOVE_LEADER -> {
                if (quorum.moveLeader()) {
                    note("moved " + quorum.state);
                    publish();
                }
            }
            case LOSE_CONNECTIONS -> loseConnections(broker);
            case EXPIRE_SESSION -> expireOrRegister(broker);
            case PAUSE -> pauseOrResume(broker);
            case STALL_LINK -> stallOrFree(broker);
            case CRASH -> crash(broker);
        }
    }

    private void pauseOrResume(SimulatedBroker broker) {
        broker.isPaused = !broker.isPaused;
        if (broker.isPaused) {
            saw(Happening.PAUSED);
        }
        note("paused=" + broker.isPaused + " " + broker.id);
    }

    private boolean reachesARunningBroker(String link) {
        return !stalled.contains(link)
                && brokers.stream().noneMatch(broker -> broker.isPaused && link.endsWith("->" + broker.id));
    }

    private void produce(SimulatedBroker broker) {
        if (!broker.isUp || broker.isPaused || broker.replica.leader().isEmpty()) {
            return;
        }
        LeaderReplica leader = broker.replica.leader().get();
        if (leader.checkAppend(ACKS_ALL) != ErrorCode.NONE) {
            saw(Happening.APPEND_REFUSED_BY_MIN_ISR);
            return;
        }
        RecordBatchBuilder builder = new RecordBatchBuilder();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            builder.add(nextValue++, "k", "v");
        }
        RecordBatch batch = builder.build();
        AppendResult.Appended appended =
                (AppendResult.Appended) broker.log.appendAsLeader(new ProducedBatch(batch), leader.leaderEpoch(), 0);
        note("produce at " + broker.id + " " + appended);
        long ticket = nextValue;
        waiting.put(ticket, batch);
        waitingAt.put(ticket, appended.baseOffset());
        carryOut(broker, leader.onAppended(now));
        carryOut(broker, leader.awaitReplication(ticket, appended.lastOffset() + 1));
    }

    private void tick(SimulatedBroker broker) {
        if (broker.isUp && !broker.isPaused) {
            broker.replica.leader().ifPresent(leader -> carryOut(broker, leader.onTick(now)));
        }
    }

    private void loseConnections(SimulatedBroker broker) {
        saw(Happening.CONNECTION_LOST);
        for (SimulatedBroker other : brokers) {
            links.drop(broker.id + "->" + other.id);
            links.drop(other.id + "->" + broker.id);
            if (other != broker
                    && other.replica.follower().map(FollowerReplica::leader).orElse(-1) == broker.id) {
                other.isFetching = false;
            }
        }
        broker.isFetching = false;
    }

    private void expireOrRegister(SimulatedBroker broker) {
        if (!broker.isUp) {
            quorum.registered.remove(broker.id);
        } else if (quorum.registered.remove(broker.id)) {
            saw(Happening.SESSION_EXPIRED);
            note("session of " + broker.id + " expired");
        } else {
            quorum.registered.add(broker.id);
        }
        publish();
    }

    /** What is on a stalled link arrives late, and nothing is lost. */
    private void stallOrFree(SimulatedBroker broker) {
        int other = random.nextInt(4);
        String link = other == 0 ? broker.id + "->quorum" : broker.id + "->" + other;
        if (!stalled.remove(link)) {
            saw(Happening.LINK_STALLED);
            stalled.add(link);
        }
        note("stalled " + stalled);
    }

    private void crash(SimulatedBroker broker) {
        saw(Happening.CRASHED);
        note("crash " + broker.id);
        loseConnections(broker);
        broker.crash();
        if (random.nextBoolean()) {
            quorum.registered.remove(broker.id);
            publish();
        }
    }

    private void restart(SimulatedBroker broker) {
        note("restart " + broker.id);
        broker.start(settings);
        quorum.registered.add(broker.id);
        publish();
    }

    /** Tells every broker what the quorum knows now; when it hears of it is open. */
    private void publish() {
        PartitionState state = quorum.state;
        TreeSet<Integer> registered = new TreeSet<>(quorum.registered);
        for (SimulatedBroker broker : brokers) {
            send(broker, "quorum->" + broker.id, () -> {
                carryOut(broker, broker.replica.onAliveBrokers(registered, now));
                carryOut(broker, broker.replica.onPartitionState(state, now));
            });
        }
    }

    private void carryOut(SimulatedBroker broker, List<ReplicaEffect> effects) {
        for (ReplicaEffect effect : effects) {
            note(broker.id + ": " + effect);
            effect.applyTo(new EffectsOf(broker));
        }
    }

    /** Carries out what one broker is to do. */
    private final class EffectsOf implements ReplicaEffect.Handler {

        private final SimulatedBroker broker;

        EffectsOf(SimulatedBroker broker) {
            this.broker = broker;
        }

        @Override
        public void becomeLeader(BecomeLeader effect) {
            beginToLead(broker, effect);
        }

        @Override
        public void becomeFollower(BecomeFollower effect) {
            broker.isFetching = false;
            broker.awaitsNewState = false;
        }

        @Override
        public void highWatermarkRaised(ReplicaEffect.HighWatermarkRaised effect) {
            // Followers ask again by themselves, and there are no consumers here.
        }

        @Override
        public void completeProduce(CompleteProduce effect) {
            completed(effect);
        }

        @Override
        public void proposeIsr(ProposeIsr effect) {
            propose(broker, effect);
        }
    }

    private void beginToLead(SimulatedBroker broker, BecomeLeader become) {
        saw(Happening.LEADER_BEGAN);
        broker.isFetching = false;
        if (mutation != Mutation.LEADER_DOES_NOT_BEGIN_ITS_EPOCH) {
            broker.log.beginLeaderEpoch(become.leaderEpoch());
        }
        // One that is told of its election after the next one is a leader in its own eyes only.
        if (quorum.state.leaderEpoch() == become.leaderEpoch()) {
            Map<Long, Long> records = valuesFrom(broker, 0);
            committed.forEach((offset, value) -> assertThat(records.get(offset))
                    .as("record %s of the new leader %s in epoch %s", offset, broker.id, become.leaderEpoch())
                    .isEqualTo(value));
        }
    }

    private void completed(CompleteProduce complete) {
        RecordBatch batch = Objects.requireNonNull(waiting.remove(complete.ticket()));
        long baseOffset = Objects.requireNonNull(waitingAt.remove(complete.ticket()));
        if (complete.error() != ErrorCode.NONE) {
            saw(Happening.PRODUCE_FAILED_WITH_ITS_LEADER);
            return;
        }
        saw(Happening.ACKNOWLEDGED);
        verifyAll();
        for (LogRecord record : batch.records()) {
            assertThat(committed.get(baseOffset + record.offset()))
                    .as("acknowledged record at %s", baseOffset + record.offset())
                    .isEqualTo(record.timestamp());
        }
    }

    private void propose(SimulatedBroker broker, ProposeIsr proposal) {
        boolean isExpansion = proposal.isr().size()
                > broker.replica.leader().orElseThrow().isr().size();
        String toQuorum = broker.id + "->quorum";
        send(broker, toQuorum, () -> {
            IsrOutcome outcome = quorum.write(proposal);
            if (isAccepted(outcome)) {
                saw(isExpansion ? Happening.ISR_EXPANDED : Happening.ISR_SHRUNK);
                publish();
            } else {
                saw(Happening.ISR_PROPOSAL_SUPERSEDED);
            }
            boolean isAnswerLost = random.nextInt(5) == 0;
            send(
                    broker,
                    "quorum->" + broker.id,
                    () -> decided(broker, proposal, isAnswerLost ? new IsrOutcome.Unknown() : outcome));
        });
        if (isExpansion && mutation == Mutation.EXPAND_IS_FORGOTTEN_BEFORE_IT_IS_DECIDED) {
            decided(broker, proposal, new IsrOutcome.NotAttempted());
        }
        if (!isExpansion && mutation == Mutation.SHRINK_COUNTS_BEFORE_IT_IS_CONFIRMED) {
            decided(broker, proposal, new IsrOutcome.Accepted(proposal.partitionEpoch()));
        }
    }

    /** What the quorum itself says: it knows whether it has written. */
    private static boolean isAccepted(IsrOutcome outcome) {
        return outcome.fold(
                accepted -> true,
                superseded -> false,
                notAttempted -> {
                    throw new AssertionError("the quorum got the proposal: " + notAttempted);
                },
                unknown -> {
                    throw new AssertionError("the quorum knows what it did: " + unknown);
                });
    }

    private void decided(SimulatedBroker broker, ProposeIsr proposal, IsrOutcome outcome) {
        if (outcome instanceof IsrOutcome.Unknown) {
            saw(Happening.ISR_OUTCOME_UNKNOWN);
        }
        broker.replica.leader().ifPresent(leader -> carryOut(broker, leader.onIsrOutcome(proposal, outcome, now)));
    }

    private void fetch(SimulatedBroker broker) {
        if (!broker.isUp || broker.isPaused || broker.isFetching || broker.awaitsNewState) {
            return;
        }
        broker.replica.follower().filter(follower -> follower.leader() > 0).ifPresent(follower -> {
            broker.isFetching = true;
            FollowerFetch fetch = follower.nextFetch();
            SimulatedBroker leader = brokers.get(follower.leader() - 1);
            send(leader, broker.id + "->" + leader.id, () -> {
                FetchAnswer answer = answer(leader, broker.id, fetch);
                send(broker, leader.id + "->" + broker.id, () -> fetched(broker, fetch, answer));
            });
            if (!leader.isUp) {
                broker.isFetching = false;
            }
        });
    }

    private FetchAnswer answer(SimulatedBroker broker, int follower, FollowerFetch fetch) {
        ErrorCode error = broker.replica.checkLeaderEpoch(fetch.leaderEpoch(), true);
        if (error != ErrorCode.NONE) {
            return error(error);
        }
        LeaderReplica leader = broker.replica.leader().orElseThrow();
        return leader.onFollowerFetch(follower, fetch, now)
                .fold(
                        refused -> error(refused.error()),
                        diverging -> {
                            saw(Happening.FETCH_DIVERGED);
                            return new FetchAnswer(ErrorCode.NONE, diverging.end(), ByteBuffer.allocate(0), -1, -1);
                        },
                        accepted -> {
                            carryOut(broker, accepted.effects());
                            return read(broker, leader, follower, fetch);
                        });
    }

    private FetchAnswer read(SimulatedBroker broker, LeaderReplica leader, int follower, FollowerFetch fetch) {
        LogRead read = broker.log.read(fetch.fetchOffset(), 1 + random.nextInt(300), broker.log.endOffset(), true);
        if (mutation == Mutation.LEADER_COUNTS_WHAT_IT_SENDS && read.bytes().hasRemaining()) {
            List<RecordBatch> sent = RecordBatch.split(read.bytes());
            long end = sent.get(sent.size() - 1).lastOffset() + 1;
            FetchJudgement early =
                    leader.onFollowerFetch(follower, new FollowerFetch(fetch.leaderEpoch(), end, -1, 0), now);
            carryOut(broker, ((FetchJudgement.Accepted) early).effects());
        }
        return new FetchAnswer(
                read.error(), EpochEnd.UNKNOWN, read.bytes(), broker.replica.highWatermark(), broker.log.startOffset());
    }

    private void fetched(SimulatedBroker broker, FollowerFetch asked, FetchAnswer answer) {
        broker.isFetching = false;
        if (answer.error() == ErrorCode.FENCED_LEADER_EPOCH) {
            saw(Happening.FETCH_FENCED);
        }
        broker.replica.follower().ifPresent(follower -> act(broker, follower, follower.onFetched(asked, answer)));
    }

    private void act(SimulatedBroker broker, FollowerReplica follower, List<FollowerAction> actions) {
        for (FollowerAction action : actions) {
            action.applyTo(new ActionsOf(broker, follower));
        }
    }

    /** Carries out what one follower is to do. */
    private final class ActionsOf implements FollowerAction.Handler {

        private final SimulatedBroker broker;
        private final FollowerReplica follower;

        ActionsOf(SimulatedBroker broker, FollowerReplica follower) {
            this.broker = broker;
            this.follower = follower;
        }

        @Override
        public void append(FollowerAction.Append action) {
            AppendResult result = broker.log.appendAsFollower(action.records(), action.leaderEpoch());
            act(broker, follower, follower.onAppended(result));
        }

        @Override
        public void truncate(FollowerAction.Truncate action) {
            cut(broker, action.offset());
            act(broker, follower, follower.onTruncated());
        }

        @Override
        public void restart(FollowerAction.Restart action) {
            broker.log.truncateFullyAndStartAt(action.offset());
            act(broker, follower, follower.onTruncated());
        }

        @Override
        public void raiseLogStart(FollowerAction.RaiseLogStart action) {
            // Nothing deletes old records here: every log starts where it was begun.
        }

        @Override
        public void askLeaderOffsets(FollowerAction.AskLeaderOffsets action) {
            askOffsets(broker, follower);
        }

        @Override
        public void fetch(FollowerAction.Fetch action) {
            // The dice say when it fetches.
        }

        @Override
        public void fetchLater(FollowerAction.FetchLater action) {
            // The dice say when it fetches.
        }

        @Override
        public void awaitNewState(FollowerAction.AwaitNewState action) {
            broker.awaitsNewState = true;
        }
    }

    private void cut(SimulatedBroker broker, long offset) {
        if (offset < broker.log.endOffset()) {
            saw(Happening.LOG_CUT);
        }
        note("cut " + broker.id + " to " + offset);
        broker.log.truncateTo(offset);
    }

    private void askOffsets(SimulatedBroker broker, FollowerReplica follower) {
        SimulatedBroker leader = brokers.get(follower.leader() - 1);
        send(leader, broker.id + "->" + leader.id, () -> {
            if (leader.replica.checkLeaderEpoch(follower.leaderEpoch(), true) == ErrorCode.NONE) {
                long start = leader.log.startOffset();
                long end = leader.log.endOffset();
                send(broker, leader.id + "->" + broker.id, () -> {
                    if (broker.replica.follower().filter(now -> now == follower).isPresent()) {
                        act(broker, follower, follower.onLeaderOffsets(start, end));
                    }
                });
            }
        });
    }

    /** Sends to a run of a broker: one that has ended by then gets nothing. */
    private void send(SimulatedBroker target, String link, Runnable arrival) {
        int run = target.run;
        links.send(link, () -> {
            if (target.isUp && target.run == run) {
                arrival.run();
            }
        });
    }

    private void verifyAll() {
        for (SimulatedBroker broker : brokers) {
            long highWatermark = broker.replica.highWatermark();
            if (broker.isUp && highWatermark != broker.verifiedHighWatermark) {
                long from = Math.min(broker.verifiedHighWatermark, highWatermark);
                assertThat(highWatermark).isLessThanOrEqualTo(broker.log.endOffset());
                valuesFrom(broker, from).forEach((offset, value) -> {
                    if (offset < highWatermark) {
                        Long known = committed.putIfAbsent(offset, value);
                        assertThat(known == null || known.equals(value))
                                .as("committed record %s is %s, and %s at %s", offset, known, value, broker.id)
                                .isTrue();
                    }
                });
                broker.verifiedHighWatermark = highWatermark;
            }
        }
    }

    private static Map<Long, Long> valuesFrom(SimulatedBroker broker, long offset) {
        Map<Long, Long> values = new TreeMap<>();
        long next = Math.max(offset, broker.log.startOffset());
        while (next < broker.log.endOffset()) {
            LogRead read = broker.log.read(next, Integer.MAX_VALUE, broker.log.endOffset(), true);
            for (RecordBatch batch : RecordBatch.split(read.bytes())) {
                batch.records().forEach(record -> values.put(record.offset(), record.timestamp()));
                next = batch.lastOffset() + 1;
            }
        }
        return values;
    }

    private static FetchAnswer error(ErrorCode error) {
        return new FetchAnswer(error, EpochEnd.UNKNOWN, ByteBuffer.allocate(0), -1, -1);
    }

    private String brokersInWords() {
        StringBuilder words = new StringBuilder(quorum.state.toString());
        brokers.forEach(broker -> words.append(' ')
                .append(broker.id)
                .append(':')
                .append(broker.log)
                .append(" hw=")
                .append(broker.replica.highWatermark())
                .append(" epoch=")
                .append(broker.replica.leaderEpoch())
                .append(broker.replica.leader().isPresent() ? " leads" : " follows")
                .append(broker.log.epochs().entries()));
        return words.toString();
    }

    private void saw(Happening happening) {
        happenings.merge(happening, 1, Integer::sum);
    }

    private void note(String event) {
        trace.add(event);
    }
}
