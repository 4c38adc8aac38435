package io.embeddedcluster;

import io.embeddedcluster.check.CheckFailedError;
import io.embeddedcluster.check.CheckResult;
import io.embeddedcluster.fault.Faults;
import io.embeddedcluster.history.Journal;
import io.embeddedcluster.internal.engine.Capability;
import io.embeddedcluster.internal.engine.ClusterMetadata;
import io.embeddedcluster.internal.engine.Engine;
import io.embeddedcluster.internal.engine.EngineException;
import io.embeddedcluster.internal.engine.NodeControl;
import io.embeddedcluster.internal.engine.QuorumNodeControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A running cluster: brokers that speak Kafka's protocol, on an ensemble of quorum nodes that speak ZooKeeper's, all in
 * this JVM and reachable over TCP on the loopback address.
 *
 * <pre>{@code
 * try (Cluster cluster = Cluster.builder().brokers(3).quorum(3).topic("orders", 3).start()) {
 *     cluster.leaderOf("orders", 0).kill();
 *     cluster.await().topic("orders").hasLeaders();
 * }
 * }</pre>
 *
 * <p>Threading: any thread, several at a time.
 */
public final class Cluster implements AutoCloseable {

    /** How many of the last events a failed check shows. */
    private static final int JOURNAL_LINES = 50;

    private final Engine engine;
    private final TopicViews topics;
    private final List<Broker> brokers;
    private final List<QuorumNode> quorum = new CopyOnWriteArrayList<>();
    private final ActiveFaults activeFaults;
    private final Faults faults;

    Cluster(Engine engine) {
        this.engine = engine;
        List<Broker> handles = new ArrayList<>();
        for (NodeControl control : engine.brokers()) {
            handles.add(new Broker(handles.size() + 1, engine, control));
        }
        this.brokers = List.copyOf(handles);
        for (QuorumNodeControl control : engine.quorum()) {
            quorum.add(new QuorumNode(quorum.size() + 1, engine, control));
        }
        this.topics = new TopicViews(engine, brokers);
        this.activeFaults = new ActiveFaults(engine);
        this.faults = new LinkFaults(this, engine, activeFaults);
    }

    /** {@return a builder of a cluster of one broker and one quorum node} */
    public static ClusterBuilder builder() {
        return new ClusterBuilder();
    }

    /**
     * Returns {@code host:port} of all brokers, running or not, joined by commas, as Kafka clients want them.
     *
     * @throws IllegalStateException if the cluster has no brokers
     */
    public String bootstrapServers() {
        requireBrokers();
        return addresses(brokers);
    }

    /** {@return {@code host:port} of all quorum nodes, running or not, joined by commas, as ZooKeeper clients want them} */
    public String quorumConnectString() {
        return engine.quorumConnectString();
    }

    void requireBrokers() {
        if (brokers.isEmpty()) {
            throw new IllegalStateException("the cluster has no brokers, only an ensemble of " + quorum.size());
        }
    }

    private void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("the cluster is closed");
        }
    }

    private static String addresses(List<? extends Node> nodes) {
        return String.join(",", nodes.stream().map(Node::address).toList());
    }

    /**
     * Returns properties for any Kafka client: where the brokers are.
     *
     * @throws IllegalStateException if the cluster has no brokers
     */
    public Properties clientProperties() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", bootstrapServers());
        return properties;
    }

    /**
     * Returns what clients have to trust in order to speak TLS with the quorum nodes.
     *
     * @throws IllegalStateException if {@code client.portUnification} is not set in {@code quorumConfig}
     */
    public TrustStore trustStore() {
        return TrustStore.of(engine);
    }

    /**
     * Returns Kafka's cluster id.
     *
     * @throws IllegalStateException if the cluster has no brokers
     * @throws TestkitException if no broker runs that could tell
     */
    public String clusterId() {
        requireBrokers();
        return metadata("the cluster id")
                .map(ClusterMetadata::clusterId)
                .orElseThrow(() -> nobody("no broker answers, and so nobody knows the cluster id"));
    }

    /** {@return the seed that all randomness of this cluster derives from} */
    public long seed() {
        return engine.seed();
    }

    /** {@return all brokers, by node id} */
    public List<Broker> brokers() {
        return brokers;
    }

    /**
     * Returns one broker.
     *
     * @param id counted from 1
     * @throws IllegalArgumentException if there is no such broker
     */
    public Broker broker(int id) {
        return one("broker", brokers, id);
    }

    /**
     * {@return all quorum nodes, by node id: voters, observers, those that were added; none where the quorum is outside of
     * this cluster}
     */
    public List<QuorumNode> quorum() {
        return List.copyOf(quorum);
    }

    /**
     * Starts one more quorum node, with the next id, and returns when it follows the ensemble and serves clients. It is no
     * member until somebody makes it one, as in {@code admin.reconfigure(node.serverLine(), null, null, -1, null)}; ask for
     * {@code quorumConfig("reconfigEnabled", "true")}, and for {@code skipACL=yes} or a super user. Until then, as in
     * ZooKeeper, it cannot be started again but with an empty disk.
     *
     * @throws IllegalStateException if the ensemble is one standalone node, or the cluster is closed
     * @throws TestkitException if the new node did not serve in time
     */
    public synchronized QuorumNode addQuorumNode() {
        engine.require(Capability.ADD_QUORUM_NODE, "a new quorum node");
        requireOpen();
        try {
            QuorumNode added = new QuorumNode(quorum.size() + 1, engine, engine.addQuorumNode());
            quorum.add(added);
            return added;
        } catch (EngineException e) {
            throw new TestkitException(e.getMessage() + "\n" + describe(), e);
        }
    }

    /**
     * Returns one quorum node.
     *
     * @param id counted from 1
     * @throws IllegalArgumentException if there is no such quorum node
     */
    public QuorumNode quorumNode(int id) {
        return one("quorum node", quorum, id);
    }

    private static <T> T one(String kind, List<T> all, int id) {
        if (id < 1 || id > all.size()) {
            throw new IllegalArgumentException(kind + ": " + id + " (expected: 1 to " + all.size() + ")");
        }
        return all.get(id - 1);
    }

    /**
     * Returns the broker that leads a partition now, as the cluster's metadata has it.
     *
     * @throws TestkitException if the partition has no leader
     * @throws IllegalArgumentException if there is no such topic or partition
     */
    public Broker leaderOf(String topic, int partition) {
        PartitionView view = topic(topic).partition(partition);
        if (view.leader().isEmpty()) {
            throw new TestkitException("partition " + topic + "-" + partition + " has no leader: isr=" + view.isr()
                    + " leaderEpoch=" + view.leaderEpoch() + "\n" + describe());
        }
        return broker(view.leader().getAsInt());
    }

    /**
     * Returns the broker that is the controller now.
     *
     * @throws IllegalStateException if the cluster has no brokers
     * @throws TestkitException if there is none
     */
    public Broker controller() {
        requireBrokers();
        OptionalInt controller =
                metadata("the controller").orElse(ClusterMetadata.EMPTY).controller();
        if (controller.isEmpty()) {
            throw nobody("the cluster has no controller");
        }
        return broker(controller.getAsInt());
    }

    /**
     * Returns the quorum node that leads the ensemble now.
     *
     * @throws IllegalStateException if the quorum is outside of this cluster
     * @throws TestkitException if there is none
     */
    public QuorumNode quorumLeader() {
        if (engine.isQuorumOutside()) {
            throw new IllegalStateException("the quorum " + quorumConnectString()
                    + " is outside of this cluster, and who leads it is not known here (expected: a cluster with quorum"
                    + " nodes of its own; ask those servers, as by the four letters srvr)");
        }
        engine.require(Capability.QUORUM_ROLES, "the leader of the ensemble");
        OptionalInt leader = engine.ensemble().leader();
        if (leader.isEmpty()) {
            throw nobody("the ensemble has no leader");
        }
        return quorumNode(leader.getAsInt());
    }

    /**
     * Returns the sessions of the ensemble that are open, by id; those of brokers are among them.
     *
     * @return none where no quorum node answers
     */
    public List<Session> sessions() {
        engine.require(Capability.SESSIONS, "a list of sessions");
        return engine.ensemble().sessions().stream()
                .map(state -> new Session(this, engine, state))
                .toList();
    }

    /**
     * Returns one session.
     *
     * @param id as {@code getSessionId()} of a ZooKeeper client returns it
     * @throws IllegalArgumentException if no such session is open
     */
    public Session session(long id) {
        engine.require(Capability.SESSIONS, "session 0x" + Long.toHexString(id));
        return engine.ensemble()
                .session(id)
                .map(state -> new Session(this, engine, state))
                .orElseThrow(() -> new IllegalArgumentException(
                        "session 0x" + Long.toHexString(id) + " is not open (expected: one of " + sessions() + ")"));
    }

    /**
     * Returns the tree of znodes as text, one line for each: its path, its version, its session where it is ephemeral, and
     * what it holds where that is text. What lies below {@code /zookeeper} is left out. It is the tree of the quorum node
     * that has seen most; empty where none answers.
     */
    public String znodes() {
        engine.require(Capability.ZNODES, "the tree of znodes");
        return engine.ensemble().znodes().orElse("");
    }

    private TestkitException nobody(String message) {
        return new TestkitException(message + "\n" + describe());
    }

    /**
     * Creates a topic, and returns when each of its partitions has a leader and every broker knows it.
     *
     * @throws IllegalStateException if the cluster has no brokers, or is closed
     * @throws IllegalArgumentException if the cluster refuses the topic
     * @throws TestkitException if it was not created in time
     */
    public TopicView createTopic(TopicSpec spec) {
        requireBrokers();
        engine.require(Capability.CREATE_TOPIC, "creation of topic " + spec.name());
        requireOpen();
        try {
            engine.topics().create(spec.planned());
        } catch (IllegalStateException e) {
            throw new TestkitException(e.getMessage() + "\n" + describe(), e);
        }
        return topic(spec.name());
    }

    /**
     * Returns a topic as it is now.
     *
     * @throws IllegalStateException if the cluster has no brokers
     * @throws IllegalArgumentException if there is no such topic
     * @throws TestkitException if no broker runs that could tell
     */
    public TopicView topic(String name) {
        requireBrokers();
        if (metadata("topic " + name).isEmpty()) {
            throw nobody("no broker answers, and so nobody knows of topic " + name);
        }
        return findTopic(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no topic " + name + "\n" + describe()));
    }

    boolean isClosed() {
        return engine.isClosed();
    }

    /** {@return whether the metadata has it as registered, and it lives: the metadata may mean an earlier life of it} */
    boolean isRegistered(Broker broker) {
        return metadata("registration of " + broker)
                        .filter(known -> known.registered().contains(broker.id()))
                        .isPresent()
                && engine.topics().isRegistered(broker.id());
    }

    /** {@return whether the broker that the metadata has as the controller works as such} */
    boolean hasController() {
        OptionalInt known =
                metadata("the controller").orElse(ClusterMetadata.EMPTY).controller();
        return known.isPresent() && engine.topics().isController(known.getAsInt());
    }

    /** {@return the broker that leads a partition: it lives, and has taken up its role in the leader epoch that is shown} */
    Optional<Broker> livingLeader(String topic, PartitionView partition) {
        return partition.leader().stream()
                .filter(leader -> engine.topics().leads(leader, topic, partition.partition(), partition.leaderEpoch()))
                .mapToObj(this::broker)
                .findFirst();
    }

    private Optional<ClusterMetadata> metadata(String what) {
        engine.require(Capability.METADATA, what);
        return engine.topics().metadata();
    }

    /** {@return the topic as it is now, empty where there is none, or no broker to ask} */
    Optional<TopicView> findTopic(String name) {
        return metadata("topic " + name)
                .flatMap(known -> Optional.ofNullable(known.topics().get(name)))
                .map(topics::view);
    }

    /**
     * Returns every committed record of a topic, by partition and offset, read from the leaders' logs below the high
     * watermark. No consumer is involved. A broker that has just begun to lead is waited for, for 30 seconds at most, until
     * it knows all that is committed (KIP-207); it does not come to know that with fewer replicas in sync than {@code
     * min.insync.replicas}.
     *
     * @throws IllegalArgumentException if there is no such topic
     * @throws TestkitException if a partition has no running leader
     */
    public List<CommittedRecord> records(String topic) {
        engine.require(Capability.COMMITTED_RECORDS, "records of topic " + topic);
        List<CommittedRecord> records = new ArrayList<>();
        for (PartitionView partition : topic(topic).partitions()) {
            records.addAll(records(topic, partition.partition()));
        }
        return records;
    }

    private List<CommittedRecord> records(String topic, int partition) {
        List<CommittedRecord> records = new ArrayList<>();
        await().until("the leader of " + topic + "-" + partition + " knows all that is committed", () -> {
            PartitionView view = topic(topic).partition(partition);
            Broker leader = leaderOf(topic, partition);
            if (!leader.isRunning() || leader.isPaused()) {
                throw nobody(leader + " leads " + topic + "-" + partition + " but does not answer");
            }
            Optional<List<CommittedRecord>> committed =
                    topics.committedRecords(leader.id(), topic, partition, view.leaderEpoch());
            committed.ifPresent(records::addAll);
            return committed.isPresent();
        });
        return records;
    }

    /** {@return conditions to wait for, each with a deadline of 30 seconds unless told otherwise} */
    public ClusterAwait await() {
        return new ClusterAwait(this, ClusterAwait.DEFAULT_TIMEOUT);
    }

    /** {@return the faults of this cluster} */
    public Faults faults() {
        return faults;
    }

    ActiveFaults activeFaults() {
        return activeFaults;
    }

    /** Takes down what a test did. */
    void record(String kind, String detail) {
        engine.record(kind, detail);
    }

    /** {@return what really happened inside, in one order} */
    public Journal journal() {
        return engine.journal();
    }

    /**
     * Checks that the promises held so far; {@link io.embeddedcluster.check.Anomaly} lists them by the names of what breaks
     * them. Of partitions: every acknowledged batch is in the log where it was acknowledged (acks=all), nothing idempotent is
     * there twice, replicas agree below the high watermark, leader epochs only rose, and no topic with acknowledged batches
     * vanished. Of an ensemble of this cluster: every write that was answered is there, quorum nodes that have applied the
     * same hold the same, and every ephemeral znode's session is open. And no node had a defect. Quorum nodes that serve
     * clients are given 10 seconds to catch up with one another.
     *
     * @return the result, which is valid
     * @throws CheckFailedError if a promise was broken, with the story
     * @throws TestkitException if there is nobody to ask: no broker answers, a partition has no running leader, or, in
     *     a cluster without brokers, no quorum node answers
     */
    public CheckResult check() {
        engine.require(Capability.CHECK, "a check");
        CheckResult result = checked();
        if (!result.isValid()) {
            throw new CheckFailedError(result, story(result));
        }
        return result;
    }

    private CheckResult checked() {
        try {
            return engine.check();
        } catch (EngineException e) {
            throw new TestkitException(e.getMessage() + "\n" + describe(), e);
        }
    }

    /** The anomalies first, then the state and what led to it. */
    private String story(CheckResult result) {
        StringBuilder story = new StringBuilder();
        result.anomalies().forEach(anomaly -> story.append(anomaly).append('\n'));
        story.append("checked: ").append(result.summary()).append('\n');
        story.append(describe()).append("last events:\n");
        journal().last(JOURNAL_LINES).forEach(entry -> story.append(entry).append('\n'));
        return story.toString();
    }

    /** {@return the cluster's state in some lines: nodes, roles, leaders, ISR, faults in force} */
    public String describe() {
        return ClusterDescription.of(this, engine);
    }

    /**
     * Ends every node at once and frees every port, thread and buffer. Idempotent, and an interrupt does not end it; the
     * thread stays interrupted.
     *
     * @throws TestkitException if a node had a defect: an exception inside a node is never swallowed
     */
    @Override
    public void close() {
        try {
            engine.close();
        } catch (IllegalStateException e) {
            throw new TestkitException(String.valueOf(e.getMessage()), e);
        }
    }
}
