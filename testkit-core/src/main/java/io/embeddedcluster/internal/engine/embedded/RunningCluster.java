package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.check.AcknowledgementLedger;
import io.embeddedcluster.internal.check.ZxidLedger;
import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.engine.Condition;
import io.embeddedcluster.internal.engine.EngineException;
import io.embeddedcluster.internal.host.Fabric;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.RandomStreams;
import io.embeddedcluster.internal.host.live.LiveCluster;
import io.embeddedcluster.internal.host.live.LiveMachine;
import io.embeddedcluster.internal.host.live.TrustStoreFile;
import io.embeddedcluster.internal.journal.EventJournal;
import io.embeddedcluster.internal.kafka.BrokerNode;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.zookeeper.QuorumServer;
import io.embeddedcluster.internal.zookeeper.ServerMode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of one cluster on live machines, from a plan to the close.
 *
 * <p>Threading: any thread but an event loop.
 */
public final class RunningCluster {

    private static final Logger LOGGER = LoggerFactory.getLogger(RunningCluster.class);

    /** How long a cluster may take to come up. Nothing of it is slow but a starved machine. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final ClusterPlan plan;
    private final long seed;
    private final NodeSpecs specs;
    private final LiveCluster machines;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AcknowledgementLedger ledger = new AcknowledgementLedger();
    private final ZxidLedger zxids = new ZxidLedger();
    private final List<ClusterObserver> observers = List.of(ledger, zxids);
    private final List<NodeSlot<BrokerProgram>> brokers = new ArrayList<>();
    private final List<NodeSlot<QuorumProgram>> quorum = new CopyOnWriteArrayList<>();
    private volatile boolean isUp;
    private volatile @Nullable TrustStoreFile trustStore;
    private final EnsembleSessions sessions = new EnsembleSessions(quorum);

    private RunningCluster(ClusterPlan plan, long seed, NodeSpecs specs) {
        this.plan = plan;
        this.seed = seed;
        this.specs = specs;
        this.machines = new LiveCluster(plan.bindAddress(), seed);
    }

    private static long drawSeed() {
        long drawn = RandomStreams.freshSeed();
        return drawn == 0 ? 1 : drawn;
    }

    private static String clusterId(long seed) {
        RandomGenerator random = new RandomStreams(seed).stream("cluster-id");
        return new Uuid(random.nextLong(), random.nextLong()).toString();
    }

    /** Any voter: which it is shall not be what tests get used to. */
    private static int firstLeader(ClusterPlan plan, long seed) {
        return plan.quorum() == 0
                ? 0
                : new RandomStreams(seed).stream("first-leader").nextInt(plan.quorum()) + 1;
    }

    /**
     * Starts a cluster, and returns when it is ready for clients.
     *
     * @throws IllegalArgumentException for a broker or topic config that is unknown or not allowed, before anything starts
     * @throws EngineException if a port is taken, if a node fails meanwhile, or if it did not come up in time
     */
    public static RunningCluster start(ClusterPlan plan) {
        long seed = plan.seed() == 0 ? drawSeed() : plan.seed();
        int firstLeader = firstLeader(plan, seed);
        NodeSpecs specs = new NodeSpecs(plan, clusterId(seed), firstLeader);
        RunningCluster cluster = new RunningCluster(plan, seed, specs);
        try {
            cluster.boot(firstLeader);
            return cluster;
        } catch (RuntimeException | Error problem) {
            try {
                cluster.close();
            } catch (RuntimeException whileClosing) {
                problem.addSuppressed(whileClosing);
            }
            throw problem;
        }
    }

    private void boot(int firstLeader) {
        if (specs.quorumTakesTls()) {
            trustStore = TrustStoreFile.write();
        }
        for (int id = 1; id <= plan.quorumNodes(); id++) {
            quorum.add(quorumSlot(id));
        }
        for (int id = 1; id <= plan.brokers(); id++) {
            int nodeId = id;
            brokers.add(slot(
                    NodeName.broker(id),
                    port(plan.brokerPortBase(), id),
                    host -> new BrokerProgram(specs.broker(nodeId, quorum.size(), host, observers))));
        }
        if (specs.quorumTakesTls()) {
            quorum.forEach(NodeSlot::detectTls);
        }
        // This one stands for election as soon as it starts: the others shall be there to hear of it.
        for (int id = 1; id <= quorum.size(); id++) {
            if (id != firstLeader) {
                quorumNode(id).start();
            }
        }
        if (firstLeader > 0) {
            quorumNode(firstLeader).start();
        }
        // A client that is turned away may wait long before it comes again: one of ZooKeeper up to a second.
        await(
                "all " + plan.quorumNodes() + " quorum nodes serve",
                () -> quorum.stream().allMatch(RunningCluster::serves));
        brokers.forEach(NodeSlot::start);
        if (plan.brokers() > 0) {
            await("all " + plan.brokers() + " brokers are registered and one is the controller", this::isComplete);
            new TopicSetup(this).create(plan.topics());
        }
        isUp = true;
        LOGGER.info(
                "cluster of {} brokers and {} quorum nodes is up: bootstrap.servers={} quorum.connect={} seed={}",
                plan.brokers(),
                plan.quorumNodes(),
                addresses(brokers),
                quorumConnectString(),
                seed);
    }

    private NodeSlot<QuorumProgram> quorumSlot(int id) {
        return slot(
                NodeName.quorum(id),
                port(plan.quorumPortBase(), id),
                host -> new QuorumProgram(specs.quorumServer(id, quorumAddresses(), host, observers)));
    }

    private List<String> quorumAddresses() {
        return quorum.stream().map(RunningCluster::address).toList();
    }

    /**
     * Starts one more quorum node, which follows the ensemble and is no member of it, and returns when it serves. Where that
     * fails, nothing is left of it.
     *
     * @throws IllegalStateException if the quorum is outside or only a standalone node, or the cluster is closed
     * @throws EngineException if the new node does not serve in time
     */
    public synchronized NodeSlot<QuorumProgram> addQuorumNode() {
        if (plan.isQuorumOutside()) {
            throw new IllegalStateException("the quorum is outside of this cluster, and so nobody here can join it");
        }
        if (specs.isStandalone()) {
            throw new IllegalStateException(
                    "the one quorum node is standalone, and none can join it (set quorumConfig standaloneEnabled=false)");
        }
        NodeSlot<QuorumProgram> added = quorumSlot(quorum.size() + 1);
        quorum.add(added);
        boolean hasJoined = false;
        try {
            sessions.joins(added);
            if (specs.quorumTakesTls()) {
                added.detectTls();
            }
            added.start();
            await(added.name() + " follows the ensemble", () -> serves(added) && isFollower(added.name()));
            hasJoined = true;
        } finally {
            if (!hasJoined) {
                quorum.remove(added);
                machines.remove(added.name());
            }
        }
        return added;
    }

    private static boolean serves(NodeSlot<QuorumProgram> node) {
        return node.ask("tell whether it serves", program -> program.server().isServing())
                .orElse(false);
    }

    /** It may serve before its leader knows how far it is, and until then the leader takes no majority with it. */
    private boolean isFollower(NodeName name) {
        return quorum.stream()
                .anyMatch(slot -> slot.ask(
                                "tell who follows it",
                                program -> program.server().isFollowedBy(name))
                        .orElse(false));
    }

    /** {@return {@code host:port} of all quorum nodes, joined by commas; of those outside, where the quorum is outside} */
    public String quorumConnectString() {
        return plan.isQuorumOutside() ? plan.quorumConnectString() : addresses(quorum);
    }

    /** {@return whether the quorum is not of this cluster} */
    public boolean isQuorumOutside() {
        return plan.isQuorumOutside();
    }

    private static int port(int base, int id) {
        return base == 0 ? 0 : base + id;
    }

    private <P extends NodeProgram> NodeSlot<P> slot(NodeName name, int port, Function<Host, P> program) {
        LiveMachine machine = addMachine(name, port);
        Consumer<String> lifecycle = kind ->
                journal().record(name.value(), kind, "port=" + machine.address().getPort());
        return new NodeSlot<>(machine, program, lifecycle);
    }

    private LiveMachine addMachine(NodeName name, int port) {
        try {
            return machines.add(name, port);
        } catch (UncheckedIOException e) {
            throw new EngineException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String addresses(List<? extends NodeSlot<?>> slots) {
        return String.join(",", slots.stream().map(RunningCluster::address).toList());
    }

    private static String address(NodeSlot<?> slot) {
        return slot.address().getHostString() + ":" + slot.address().getPort();
    }

    private boolean isComplete() {
        return brokers.stream()
                .allMatch(slot -> image(slot)
                        .filter(image ->
                                image.hasController() && image.brokers().size() == plan.brokers())
                        .isPresent());
    }

    /**
     * Waits with the deadline of a start.
     *
     * @throws EngineException if that is over, or for what ends any wait here
     */
    void await(String what, BooleanSupplier condition) {
        if (!await(what, START_TIMEOUT, condition)) {
            StringBuilder story = new StringBuilder("waited " + START_TIMEOUT + " until " + what + ", in vain");
            journal().last(100).forEach(event -> story.append('\n').append(event));
            throw new EngineException(story.toString());
        }
    }

    /**
     * Returns whether the condition came true in time. During the start of the cluster no defect is waited out, nor later
     * one that comes meanwhile.
     *
     * @throws EngineException if a node has a defect, the cluster is closed, or the thread is interrupted
     */
    boolean await(String what, Duration limit, BooleanSupplier condition) {
        int known = isUp ? defects().size() : 0;
        return Condition.await(what, limit, () -> {
            if (isClosed()) {
                throw new EngineException("waited until " + what + ", but the cluster was closed");
            }
            defects().stream().skip(known).findFirst().ifPresent(defect -> {
                throw new EngineException("waited until " + what + ", but a node failed: " + defect, defect);
            });
            return condition.getAsBoolean();
        });
    }

    /**
     * Returns the metadata as the best informed of the brokers that answer sees it: what it shows goes up to the newest
     * transaction of the quorum. One that is cut off is never that for long. Empty also where no broker has read anything
     * since its start.
     */
    public Optional<MetadataImage> image() {
        return datedImages().max(Comparator.comparingLong(DatedImage::zxid)).map(DatedImage::image);
    }

    private Stream<DatedImage> datedImages() {
        return brokers.stream()
                .flatMap(slot -> slot.ask("tell its metadata", program -> DatedImage.of(program.node())).stream())
                .filter(dated -> !dated.image().clusterId().isEmpty());
    }

    /** What a broker knows, and up to which transaction. */
    private record DatedImage(MetadataImage image, long zxid) {

        static DatedImage of(BrokerNode broker) {
            return new DatedImage(broker.image(), broker.imageZxid());
        }
    }

    /** {@return the metadata as each broker that answers sees it} */
    public List<MetadataImage> images() {
        return datedImages().map(DatedImage::image).toList();
    }

    /** {@return the metadata as that broker sees it, empty where it does not answer} */
    Optional<MetadataImage> image(NodeSlot<BrokerProgram> slot) {
        return slot.ask("tell its metadata", program -> program.node().image());
    }

    /** {@return the broker's slot; ids count from 1} */
    public NodeSlot<BrokerProgram> broker(int id) {
        return brokers.get(id - 1);
    }

    /** {@return the slots of all brokers, by node id} */
    public List<NodeSlot<BrokerProgram>> brokers() {
        return brokers;
    }

    /** {@return the quorum node's slot; ids count from 1} */
    public NodeSlot<QuorumProgram> quorumNode(int id) {
        return quorum.get(id - 1);
    }

    /** {@return the slots of all quorum nodes, by node id} */
    public List<NodeSlot<QuorumProgram>> quorum() {
        return quorum;
    }

    /** {@return the sessions of the ensemble} */
    public EnsembleSessions sessions() {
        return sessions;
    }

    /** {@return the tree as text, of the quorum node with the highest zxid; empty where none answers} */
    public Optional<String> znodes() {
        return EnsembleSessions.bestInformed(quorum, "tell its tree", QuorumServer::znodes);
    }

    /** {@return the node id of the quorum node that leads the ensemble and may serve, where there is one} */
    public Optional<Integer> quorumLeaderId() {
        for (int id = 1; id <= quorum.size(); id++) {
            if (quorumNode(id)
                    .ask("tell its role", RunningCluster::isServingLeader)
                    .orElse(false)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    private static boolean isServingLeader(QuorumProgram program) {
        return program.server().mode() == ServerMode.LEADER || program.server().mode() == ServerMode.STANDALONE;
    }

    /** {@return what producers were promised with acks=all so far} */
    public AcknowledgementLedger ledger() {
        return ledger;
    }

    /** {@return what clients of the quorum were promised so far} */
    public ZxidLedger zxids() {
        return zxids;
    }

    /** {@return the links between the nodes} */
    public Fabric fabric() {
        return machines.fabric();
    }

    /** {@return what happened} */
    public EventJournal journal() {
        return machines.journal();
    }

    /** {@return the seed of all randomness of this cluster} */
    public long seed() {
        return seed;
    }

    /** {@return exceptions out of node code so far} */
    public List<Throwable> defects() {
        return machines.defects();
    }

    /** {@return what clients have to trust, where quorum nodes take TLS} */
    public Optional<TrustStoreFile> trustStore() {
        return Optional.ofNullable(trustStore);
    }

    /** Creates a topic as an administrator does. */
    public void createTopic(ClusterPlan.Topic topic) {
        new TopicSetup(this).create(List.of(topic));
    }

    /** {@return whether it is closed, or about to be} */
    public boolean isClosed() {
        return closed.get();
    }

    /**
     * Ends every node at once and frees everything. Idempotent.
     *
     * @throws IllegalStateException if a node had a defect; the first time only
     */
    public void close() {
        TrustStoreFile trusted = trustStore;
        if (trusted != null) {
            trusted.close();
        }
        boolean again = closed.getAndSet(true);
        machines.close();
        if (again) {
            return;
        }
        List<Throwable> defects = machines.defects();
        if (!defects.isEmpty()) {
            IllegalStateException failure = new IllegalStateException(
                    defects.size() + " defects of the testkit itself, the first: " + defects.get(0), defects.get(0));
            defects.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }
}
