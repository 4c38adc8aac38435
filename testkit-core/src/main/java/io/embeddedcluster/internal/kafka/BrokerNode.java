package io.embeddedcluster.internal.kafka;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import io.embeddedcluster.internal.kafka.controller.Controller;
import io.embeddedcluster.internal.kafka.controller.TopicAdmin;
import io.embeddedcluster.internal.kafka.controller.TopicAutoCreator;
import io.embeddedcluster.internal.kafka.handler.metadata.MetadataHandlers;
import io.embeddedcluster.internal.kafka.handler.records.RecordHandlers;
import io.embeddedcluster.internal.kafka.handler.topics.TopicHandlers;
import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.TopicName;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.replication.DelayedOperations;
import io.embeddedcluster.internal.kafka.replication.HostedReplicas;
import io.embeddedcluster.internal.kafka.replication.ReplicaStatus;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.server.HandlerGroup;
import io.embeddedcluster.internal.kafka.server.KafkaConnection;
import io.embeddedcluster.internal.kafka.server.RequestDispatcher;
import io.embeddedcluster.internal.kafka.znode.BrokerRegistrar;
import io.embeddedcluster.internal.kafka.znode.MetadataWatcher;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore;
import io.embeddedcluster.internal.kafka.znode.ProducerIdAllocator;
import io.embeddedcluster.internal.kafka.znode.ZookeeperStore;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.observer.NodeObserver;
import io.embeddedcluster.internal.observer.TopicDeletionAsked;
import io.embeddedcluster.internal.zookeeper.client.ZkClientSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * One broker: registers with the quorum, is a candidate for controller, hosts replicas, serves clients.
 *
 * <pre>
 *   registering --(registered, metadata read)--&gt; serving --(shutdown)--&gt; handing over --&gt; stopped
 *        +--------------------------------(shutdown)-----------------------------------------^
 * </pre>
 *
 * <p>Clients are let in when the broker is registered for the first time, as a real broker starts its acceptors last. When
 * its session expires later it goes on to serve what it served, registers again and follows what the controller has
 * decided meanwhile.
 *
 * <p>Threading: every method is called on the broker's event loop.
 */
public final class BrokerNode {

    /** Kafka's broker retries three times, five seconds apart; a controller of ours needs milliseconds. */
    private static final Duration CONTROLLED_SHUTDOWN_LIMIT = Duration.ofSeconds(5);

    private final Host host;
    private final BrokerSpec spec;
    private final ZookeeperStore tree;
    private final MetadataWatcher watcher;
    private final BrokerRegistrar registrar;
    private final Controller controller;
    private final HostedReplicas replicas;
    private final TopicAutoCreator topicCreator;
    private final RequestDispatcher dispatcher;
    private final LinkedHashSet<KafkaConnection> connections = new LinkedHashSet<>();
    private Phase phase = Phase.REGISTERING;

    /** Makes a broker that does nothing yet, and that nobody observes. */
    public BrokerNode(Host host, BrokerSpec spec) {
        this(host, spec, List.of());
    }

    /**
     * Makes a broker that does nothing yet.
     *
     * @param observers told what producers are promised
     */
    public BrokerNode(Host host, BrokerSpec spec, List<? extends ClusterObserver> observers) {
        this(host, spec, observers, new BrokerRules());
    }

    /** As above, with the decisions of a simulation that breaks one of them. */
    public BrokerNode(Host host, BrokerSpec spec, List<? extends ClusterObserver> observers, BrokerRules rules) {
        this.host = host;
        this.spec = spec;
        int nodeId = spec.nodeId();
        NodeObserver observer = new NodeObserver(host, observers);
        tree = new ZookeeperStore(
                host, ZkClientSpec.of(spec.quorum(), spec.config().zookeeperSessionTimeout()));
        watcher = new MetadataWatcher(host, tree);
        registrar = new BrokerRegistrar(host, tree, watcher, registration(), spec.proposedClusterId());
        PartitionStateStore states = new PartitionStateStore(tree, watcher::image, rules);
        controller = new Controller(host, tree, watcher, registrar, spec.config(), rules, nodeId, observer);
        DelayedOperations delayed = new DelayedOperations(host);
        replicas = new HostedReplicas(host, nodeId, spec.config(), rules, watcher::image, states, delayed);
        watcher.listen((before, after) -> {
            tellDeletions(after, observer);
            imageChanged(after);
        });
        topicCreator = new TopicAutoCreator(host, tree, watcher, spec.config());
        dispatcher = new RequestDispatcher(host);
        List<HandlerGroup> groups = List.of(
                new RecordHandlers(
                        host, watcher::image, replicas, delayed, new ProducerIdAllocator(tree, nodeId), observer),
                new MetadataHandlers(nodeId, watcher::image, this::autoCreate),
                new TopicHandlers(controller.topicAdmin()));
        groups.forEach(group -> group.registerOn(dispatcher));
    }

    private ErrorCode autoCreate(String topic) {
        return spec.config().isAutoCreateTopicsEnabled()
                ? topicCreator.create(topic)
                : TopicName.errorWhereAbsent(topic);
    }

    private BrokerRegistration registration() {
        int port = spec.port() == 0 ? host.network().port() : spec.port();
        return BrokerRegistration.of(spec.nodeId(), spec.host(), port, spec.rack());
    }

    /** Begins to register, and to serve when that is done. */
    public void start() {
        tree.start();
    }

    /**
     * Stops in order: the controller takes every leadership away, clients are disconnected, high watermarks and logs made
     * durable, and the session is closed.
     *
     * @param done run once, when all that is done
     */
    public void shutdown(Runnable done) {
        if (phase == Phase.HANDING_OVER || phase == Phase.STOPPED) {
            throw new IllegalStateException("broker " + spec.nodeId() + " is shutting down already");
        }
        boolean hasServed = phase == Phase.SERVING;
        phase = hasServed ? Phase.HANDING_OVER : Phase.STOPPED;
        host.journal().record("broker-stopping", "node=" + spec.nodeId());
        Runnable retire = () -> controller.retire(() -> stop(done));
        if (hasServed && spec.config().isControlledShutdownEnabled()) {
            registrar.beginControlledShutdown(CONTROLLED_SHUTDOWN_LIMIT, retire);
        } else {
            retire.run();
        }
    }

    private void stop(Runnable done) {
        phase = Phase.STOPPED;
        List.copyOf(connections).forEach(KafkaConnection::close);
        replicas.stop(() -> tree.close(() -> {
            host.journal().record("broker-stopped", "node=" + spec.nodeId());
            done.run();
        }));
    }

    private static void tellDeletions(MetadataImage image, NodeObserver observer) {
        if (observer.isObserved()) {
            image.topicsToDelete().stream()
                    .flatMap(name -> image.topic(name).stream())
                    .forEach(topic ->
                            observer.tell(new TopicDeletionAsked(topic.topicId().toString())));
        }
    }

    private void imageChanged(MetadataImage image) {
        boolean isReady = registrar.isRegistered()
                && image.isAlive(spec.nodeId())
                && !image.clusterId().isEmpty();
        if (phase == Phase.REGISTERING && isReady) {
            phase = Phase.SERVING;
            host.network().listen(this::accept);
            host.journal()
                    .record(
                            "broker-serving",
                            "node=" + spec.nodeId() + " port=" + host.network().port());
        }
        if (phase == Phase.SERVING || phase == Phase.HANDING_OVER) {
            replicas.apply(image);
        }
    }

    private StreamHandler accept(Stream stream) {
        KafkaConnection connection = new KafkaConnection(stream, dispatcher, host.journal(), connections::remove);
        connections.add(connection);
        return connection;
    }

    /** {@return this broker's node id} */
    public int nodeId() {
        return spec.nodeId();
    }

    /** {@return what this broker knows of the cluster} */
    public MetadataImage image() {
        return watcher.image();
    }

    /** {@return a transaction of the quorum up to which {@link #image()} shows everything} */
    public long imageZxid() {
        return watcher.imageZxid();
    }

    /** {@return whether this broker is registered with its present session} */
    public boolean isRegistered() {
        return registrar.isRegistered();
    }

    /** {@return whether this broker serves clients} */
    public boolean isServing() {
        return phase == Phase.SERVING;
    }

    /** {@return whether this broker is the controller, as far as it knows} */
    public boolean isController() {
        return controller.isActive();
    }

    /** {@return what creates and deletes topics, where this broker is the controller} */
    public TopicAdmin topicAdmin() {
        return controller.topicAdmin();
    }

    /** {@return a picture of each replica on this broker, by partition} */
    public List<ReplicaStatus> replicas() {
        return replicas.views();
    }

    /** {@return a picture of one replica on this broker} */
    public Optional<ReplicaStatus> replica(TopicPartition topicPartition) {
        return replicas.view(topicPartition);
    }

    /**
     * Returns the record batches of a partition as they lie in this broker's log; none where there is no replica here.
     *
     * @param from an offset of the first batch; one before the log start offset stands for that
     * @param end the offset at which to stop; exclusive
     */
    public List<ByteBuffer> batches(TopicPartition topicPartition, long from, long end) {
        return replicas.batches(topicPartition, from, end);
    }

    /** How far a broker has come; the picture above has what leads from one to the next. */
    private enum Phase {
        /** No client is let in yet. */
        REGISTERING,
        /** Clients are served. */
        SERVING,
        /** The controller takes every leadership away, and this broker still follows what it decides. */
        HANDING_OVER,
        /** Nothing is begun any more. */
        STOPPED
    }
}
