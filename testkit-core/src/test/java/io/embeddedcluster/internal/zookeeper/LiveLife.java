package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Split;
import io.embeddedcluster.internal.host.live.LiveMachine;
import io.embeddedcluster.internal.zookeeper.config.QuorumConfig;
import io.embeddedcluster.internal.zookeeper.config.QuorumSpec;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import io.embeddedcluster.internal.zookeeper.handler.Handlers;
import io.embeddedcluster.internal.zookeeper.replicated.QuorumRules;
import io.embeddedcluster.internal.zookeeper.replicated.ReplicatedState;
import io.embeddedcluster.internal.zookeeper.server.SessionStatus;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.ZkErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.apache.zookeeper.KeeperException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One life of three live servers and ten real clients: each fault once, in an order that the seed draws, then peace.
 *
 * <p>Between each client and each server there is a {@link Relay}, through which splits and cuts reach the client.
 */
final class LiveLife implements AutoCloseable {

    /** What happens to servers and clients. */
    enum Fault {
        LEADER_KILLED,
        LEADER_WITHOUT_POWER,
        LEADER_SHUT_DOWN,
        LEADER_SPLIT_OFF,
        LEADER_PAUSED,
        FOLLOWER_KILLED,
        FOLLOWER_LEFT_WHILE_PAUSED,
        FOLLOWER_SPLIT_OFF,
        CONNECTIONS_CUT,
        CLIENTS_SPLIT_OFF,
        SESSIONS_EXPIRED,
        SESSIONS_CLOSED
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SERVERS = 3;
    private static final int CLIENTS = 10;

    /** How many answers there are between one fault and the next, unless there are too few clients left to ask so much. */
    private static final int STRETCH = 150;

    private static final Duration STRETCH_LIMIT = Duration.ofMillis(700);
    private static final Duration PACE = Duration.ofMillis(4);

    private final AtomicReference<QuorumTruth> truth = new AtomicReference<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicInteger values = new AtomicInteger();
    private final Random nemesis;
    private final QuorumRules rules;
    private final int maxOutstanding;
    private final LiveEnsemble ensemble;
    private final List<Participant> participants = new ArrayList<>();
    private final Set<Fault> fired = EnumSet.noneOf(Fault.class);
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(2);
    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private long stoppedBySplits;

    /**
     * Starts servers and clients.
     *
     * @param rules of the servers; others than ZooKeeper's are to be found out
     * @param maxOutstanding how many requests of one client may wait for their outcome
     */
    LiveLife(long seed, QuorumRules rules, int maxOutstanding) throws IOException {
        this.nemesis = new Random(seed);
        this.maxOutstanding = maxOutstanding;
        this.rules = rules;
        this.ensemble = new LiveEnsemble(
                SERVERS, spec -> spec.withConfig(QuorumConfig.of(QuorumSimulation.SETTINGS)), this::server);
        for (int i = 1; i <= CLIENTS; i++) {
            participants.add(new Participant("client-" + i, nemesis.nextLong()));
        }
        participants.forEach(Participant::begin);
    }

    private QuorumServer server(QuorumSpec spec, Host host) {
        QuorumTruth present = truth.updateAndGet(known -> known == null ? new QuorumTruth(spec.membership()) : known);
        return new QuorumServer(spec, host, List.of(present.runOf(host.name().value())), rules);
    }

    /** A client, what was written down of it, and its ways to the servers. */
    private final class Participant {

        private final String name;
        private final ClientRecord record;
        private final Map<NodeName, LiveMachine> machines = new TreeMap<>();
        private final Map<NodeName, Relay> relays = new TreeMap<>();
        private final LiveClient client;

        Participant(String name, long seed) throws IOException {
            this.name = name;
            this.record = new ClientRecord(name, acknowledged);
            for (NodeName server : ensemble.names()) {
                LiveMachine machine = ensemble.cluster().add(new NodeName(name + "-to-" + server), 0);
                Relay relay = new Relay(server, record);
                machines.put(server, machine);
                relays.put(server, relay);
                run(machine, () -> machine.boot(relay::program));
            }
            List<String> addresses = machines.values().stream()
                    .map(machine -> "127.0.0.1:" + machine.address().getPort())
                    .toList();
            this.client = new LiveClient(String.join(",", addresses), seed, maxOutstanding, values);
        }

        private void begin() {
            workers.scheduleWithFixedDelay(this::work, 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void work() {
            try {
                client.work();
            } catch (Throwable problem) {
                broken.compareAndSet(null, problem);
            }
        }

        private void cut() {
            ensemble.names().forEach(this::cut);
        }

        private void cut(NodeName server) {
            run(machines.get(server), relays.get(server)::cut);
        }

        private Set<NodeName> relayNames() {
            Set<NodeName> names = new TreeSet<>();
            machines.values().forEach(machine -> names.add(machine.name()));
            return names;
        }
    }

    private static void run(LiveMachine machine, Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        machine.execute(() -> {
            task.run();
            done.complete(null);
        });
        done.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    // ---- faults

    /** Lets all faults happen, one after the other. */
    void disturb() throws IOException {
        List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
        Collections.shuffle(faults, nemesis);
        for (Fault fault : faults) {
            disturb(fault);
        }
    }

    /** Lets one fault happen, looks on for a stretch, and mends what can be mended. */
    void disturb(Fault fault) throws IOException {
        lookOn();
        switch (fault) {
            case LEADER_KILLED -> restartAfter(ensemble.awaitLeader(), ensemble::kill);
            case LEADER_WITHOUT_POWER -> restartAfter(ensemble.awaitLeader(), ensemble::powerLoss);
            case LEADER_SHUT_DOWN -> restartAfter(ensemble.awaitLeader(), ensemble::shutdown);
            case LEADER_SPLIT_OFF -> depose(ensemble.awaitLeader());
            case LEADER_PAUSED -> pause(ensemble.awaitLeader());
            case FOLLOWER_LEFT_WHILE_PAUSED -> leave(follower());
            case FOLLOWER_KILLED -> restartAfter(follower(), ensemble::kill);
            case FOLLOWER_SPLIT_OFF -> splitOff(follower());
            case CONNECTIONS_CUT -> some(5).forEach(Participant::cut);
            case CLIENTS_SPLIT_OFF -> splitOff(some(2));
            case SESSIONS_EXPIRED -> expire(some(2));
            case SESSIONS_CLOSED -> {
                for (Participant each : some(2)) {
                    each.client.restart();
                }
            }
        }
        fired.add(fault);
        awaitServing();
    }

    /** A server with a defect may never serve again, and nobody has to wait for that. */
    private void awaitServing() {
        Awaitility.await("all servers to serve")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !defects().isEmpty()
                        || ensemble.names().stream().allMatch(name -> ensemble.ask(name, QuorumServer::isServing)));
        if (!defects().isEmpty()) {
            throw new AssertionError("a server has a defect", defects().get(0));
        }
    }

    private NodeName follower() {
        awaitServing();
        List<NodeName> followers = ensemble.followers();
        return followers.get(nemesis.nextInt(followers.size()));
    }

    private List<Participant> some(int count) {
        List<Participant> shuffled = new ArrayList<>(participants);
        Collections.shuffle(shuffled, nemesis);
        return shuffled.subList(0, count);
    }

    private void restartAfter(NodeName server, Consumer<NodeName> end) {
        end.accept(server);
        lookOn();
        ensemble.start(server);
    }

    private void splitOff(NodeName server) {
        Split split = ensemble.isolate(server);
        lookOn();
        ensemble.cluster().fabric().heal(split);
        stoppedBySplits += split.stoppedCount();
    }

    /** For so long that the others have another leader. */
    private void depose(NodeName leader) {
        Split split = ensemble.isolate(leader);
        Awaitility.await("another leader than " + leader)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> ensemble.names().stream()
                        .anyMatch(name ->
                                !name.equals(leader) && ensemble.ask(name, QuorumServer::mode) == ServerMode.LEADER));
        lookOn();
        ensemble.cluster().fabric().heal(split);
        stoppedBySplits += split.stoppedCount();
    }

    /**
     * Its clients go elsewhere, while what they have sent to it still waits there. One may have gone before it is cut off,
     * and for one that took too long the session is over: so it is not counted how many come, but looked for each.
     */
    private void leave(NodeName server) {
        List<Long> sessions = ensemble.ask(server, LiveLife::connectedSessions);
        ensemble.pause(server);
        lookOn();
        participants.forEach(each -> each.cut(server));
        Awaitility.await("clients that go elsewhere")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> sessions.stream()
                        .allMatch(each -> truth.get().isClosed(each) || isConnectedElsewhere(each, server)));
        ensemble.resume(server);
    }

    private static List<Long> connectedSessions(QuorumServer server) {
        return server.sessions().all().stream()
                .map(SessionStatus::id)
                .filter(session -> server.sessions().client(session).isPresent())
                .toList();
    }

    private boolean isConnectedElsewhere(long session, NodeName server) {
        return ensemble.names().stream()
                .filter(name -> !name.equals(server))
                .anyMatch(name -> ensemble.ask(
                        name, other -> other.sessions().client(session).isPresent()));
    }

    private void pause(NodeName server) {
        ensemble.pause(server);
        lookOn();
        ensemble.resume(server);
    }

    /** For so long that their sessions end. */
    private void splitOff(List<Participant> some) {
        Set<NodeName> relays = new TreeSet<>();
        some.forEach(each -> relays.addAll(each.relayNames()));
        List<Long> sessions = sessions(some);
        Split split = ensemble.cluster().fabric().split(relays, new TreeSet<>(ensemble.names()));
        awaitClosed(sessions, () -> {});
        ensemble.cluster().fabric().heal(split);
        stoppedBySplits += split.stoppedCount();
    }

    private void expire(List<Participant> some) {
        List<Long> sessions = sessions(some);
        awaitClosed(sessions, () -> {
            // Of each server, each time: one that has just ceased to lead does nothing.
            for (NodeName name : ensemble.names()) {
                ensemble.ask(name, server -> {
                    sessions.forEach(server.sessions()::expire);
                    return name;
                });
            }
        });
    }

    /** {@return their sessions; the first of all may still be under way} */
    private static List<Long> sessions(List<Participant> some) {
        Awaitility.await("a session for each client")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> some.stream().allMatch(each -> each.record.session() != 0));
        return some.stream().map(each -> each.record.session()).toList();
    }

    private void awaitClosed(List<Long> sessions, Runnable end) {
        Awaitility.await("the end of sessions")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    end.run();
                    return sessions.stream().allMatch(truth.get()::isClosed);
                });
    }

    /** Until there was some work, or it is clear that there is not much to be done now. */
    private void lookOn() {
        int before = answeredCount();
        try {
            Awaitility.await("work")
                    .atMost(STRETCH_LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> answeredCount() >= before + STRETCH);
        } catch (ConditionTimeoutException little) {
            // A fault may leave nobody to answer.
        }
    }

    private int answeredCount() {
        return participants.stream()
                .flatMap(each -> each.record.answered().values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    // ---- the end

    /** Waits until everybody is served and all servers agree. */
    void makePeace() throws InterruptedException {
        awaitServing();
        Awaitility.await("all clients to be connected")
                .atMost(PATIENCE)
                .until(() -> participants.stream().allMatch(each -> each.client.isConnected()));
        lookOn();
        endWork();
        Awaitility.await("an outcome of every request")
                .atMost(PATIENCE)
                .until(() -> participants.stream().allMatch(each -> each.client.outstandingCount() == 0));
        Awaitility.await("the end of what goes by itself")
                .atMost(PATIENCE)
                .until(() -> truth.get().due(ensemble.cluster().clock().wallMillis()), List::isEmpty);
        ensemble.awaitSameState();
        for (NodeName name : ensemble.names()) {
            truth.get().checkWhole(name.value(), stateOf(ensemble.ask(name, QuorumServer::snapshot)));
        }
    }

    private void endWork() throws InterruptedException {
        workers.shutdownNow();
        assertThat(workers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("end of the clients' work")
                .isTrue();
        Throwable problem = broken.get();
        if (problem != null) {
            throw new AssertionError("a client failed", problem);
        }
    }

    private ReplicatedState stateOf(ByteBuffer snapshot) {
        Handlers handlers = new Handlers(QuorumConfig.DEFAULTS.operationRules());
        ReplicatedState state = new ReplicatedState(new byte[0], handlers, rules, remark -> {});
        state.restore(snapshot);
        return state;
    }

    /** Holds all that was written down against the truth; returns what does not go with it, by client. */
    List<String> violations() {
        List<String> found = new ArrayList<>();
        defects().forEach(defect -> found.add(String.valueOf(defect.getMessage())));
        participants.forEach(each -> addViolation(() -> each.record.judge(truth.get()), found));
        addViolation(this::judgeOutcomes, found);
        return found;
    }

    private static void addViolation(Runnable judgement, List<String> found) {
        try {
            judgement.run();
        } catch (AssertionError violation) {
            found.add(String.valueOf(violation.getMessage()));
        }
    }

    /** What an application was told of a write is what came of it; with a lost connection it was told nothing. */
    private void judgeOutcomes() {
        Map<String, ZkErrorCode> truths = truth.get().outcomes();
        participants.forEach(each -> each.client.outcomes().forEach((value, told) -> {
            ZkErrorCode came = truths.get(value);
            if (isUnknown(told) || value.isEmpty() || value.startsWith("count")) {
                return;
            }
            assertThat(came == null ? null : came.code())
                    .as("what came of the write of " + value + " by " + each.name + ", which was told " + told)
                    .isEqualTo(told.intValue());
        }));
    }

    private static boolean isUnknown(KeeperException.Code told) {
        return told == KeeperException.Code.CONNECTIONLOSS || told == KeeperException.Code.SESSIONEXPIRED;
    }

    /** {@return what servers have failed with: an entry that is not what the truth knows, among others} */
    private List<Throwable> defects() {
        return ensemble.cluster().defects();
    }

    // ---- how much of everything there was

    Set<Fault> fired() {
        return fired;
    }

    Map<OpCode, Integer> answered() {
        Map<OpCode, Integer> all = new EnumMap<>(OpCode.class);
        participants.forEach(each -> each.record.answered().forEach((op, count) -> all.merge(op, count, Integer::sum)));
        return all;
    }

    /** {@return counts of what is no request} */
    Map<String, Long> counts() {
        Map<String, ZkErrorCode> truths = truth.get().outcomes();
        long unknown = 0;
        long unknownButDone = 0;
        for (Participant each : participants) {
            for (Map.Entry<String, KeeperException.Code> outcome :
                    each.client.outcomes().entrySet()) {
                boolean isUnknown = isUnknown(outcome.getValue());
                unknown += isUnknown ? 1 : 0;
                unknownButDone += isUnknown && truths.get(outcome.getKey()) == ZkErrorCode.OK ? 1 : 0;
            }
        }
        Map<String, Long> counts = new TreeMap<>();
        counts.put("changes of the leader", truth.get().termCount() - 1);
        counts.put("sessions expired by the leader", truth.get().expiredCount());
        counts.put("sessions whose client was told of the end", sum(each -> each.client.expiredCount()));
        counts.put("sessions moved", sum(each -> each.record.moveCount()));
        counts.put("messages stopped by splits", stoppedBySplits);
        counts.put("watch events", sum(each -> each.record.eventCount()));
        counts.put("outcomes not known to the application", unknown);
        counts.put("of these done", unknownButDone);
        counts.put("transactions", (long) truth.get().count());
        return counts;
    }

    private long sum(ToIntFunction<Participant> count) {
        return participants.stream().mapToInt(count).sum();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        try {
            closeClients();
        } finally {
            ensemble.close();
        }
    }

    /** All at once: where servers are broken, each waits in vain for an answer to the end of its session. */
    private void closeClients() {
        ExecutorService closers = Executors.newFixedThreadPool(CLIENTS);
        try {
            CompletableFuture.allOf(participants.stream()
                            .map(each -> CompletableFuture.runAsync(each.client::close, closers))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            closers.shutdownNow();
        }
    }
}
