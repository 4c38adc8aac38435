package io.embeddedcluster.internal.kafka.znode;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.controller.Controller;
import io.embeddedcluster.internal.kafka.controller.TopicAutoCreator;
import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.PartitionStateStore.IsrChange;
import io.embeddedcluster.internal.observer.NodeObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All of a broker that this package and the controller are, on a tree in memory. */
public final class FakeBroker {

    private final int nodeId;
    private final FakeHost host;
    private final FakeTree tree;
    private final MetadataWatcher watcher;
    private final BrokerRegistrar registrar;
    private final PartitionStateStore states;
    private final ProducerIdAllocator producerIds;
    private final TopicAutoCreator autoCreator;
    private final Controller controller;
    private final List<String> regressions = new ArrayList<>();

    /** Starts a broker. */
    public FakeBroker(FakeLoop loop, FakeEnsemble ensemble, int nodeId, Map<String, String> settings) {
        this.nodeId = nodeId;
        BrokerConfig config = BrokerConfig.of(settings);
        host = new FakeHost(loop, NodeName.broker(nodeId));
        tree = ensemble.connect(host);
        watcher = new MetadataWatcher(host, tree);
        registrar = new BrokerRegistrar(
                host, tree, watcher, BrokerRegistration.of(nodeId, "127.0.0.1", 9090 + nodeId, null), "cluster-a");
        states = new PartitionStateStore(tree, watcher::image, new BrokerRules());
        producerIds = new ProducerIdAllocator(tree, nodeId);
        autoCreator = new TopicAutoCreator(host, tree, watcher, config);
        controller = new Controller(
                host, tree, watcher, registrar, config, new BrokerRules(), nodeId, new NodeObserver(host, List.of()));
        watcher.listen(this::checkEpochs);
        tree.start();
    }

    public int nodeId() {
        return nodeId;
    }

    public FakeHost host() {
        return host;
    }

    public FakeTree tree() {
        return tree;
    }

    public MetadataWatcher watcher() {
        return watcher;
    }

    public MetadataImage image() {
        return watcher.image();
    }

    public BrokerRegistrar registrar() {
        return registrar;
    }

    public PartitionStateStore states() {
        return states;
    }

    public ProducerIdAllocator producerIds() {
        return producerIds;
    }

    public TopicAutoCreator autoCreator() {
        return autoCreator;
    }

    public Controller controller() {
        return controller;
    }

    /** {@return each time a leader epoch went backwards in an image: none ever should} */
    public List<String> regressions() {
        return regressions;
    }

    /** {@return that partition in this broker's image} */
    public PartitionImage partition(String topic, int partition) {
        return image().partition(new TopicPartition(topic, partition)).orElseThrow();
    }

    /** As kill -9: nothing of it runs any more, its session ends at once. */
    public void kill() {
        host.halt();
        tree.expire();
    }

    /** As kill -9, its session still open. */
    public void killSilently() {
        host.halt();
    }

    /** As a leader does: takes followers into the ISR or out of it. */
    public void alterIsr(String topic, int partition, List<Integer> isr) {
        states.alterIsr(
                new TopicPartition(topic, partition), partition(topic, partition), isr, (IsrChange unused) -> {});
    }

    /** Stops in order; the task runs when the session is closed. */
    public void shutdown(Runnable whenDone) {
        registrar.beginControlledShutdown(
                Duration.ofSeconds(5),
                () -> controller.retire(() -> {
                    tree.close();
                    host.halt();
                    whenDone.run();
                }));
    }

    private void checkEpochs(MetadataImage before, MetadataImage after) {
        Map<TopicPartition, PartitionImage> earlier = new TreeMap<>();
        before.topics()
                .values()
                .forEach(topic -> topic.partitions()
                        .forEach(each -> earlier.put(new TopicPartition(topic.name(), each.partition()), each)));
        earlier.forEach((id, was) -> after.topic(id.topic())
                .filter(topic -> before.topic(id.topic())
                        .filter(old -> old.topicId().equals(topic.topicId()))
                        .isPresent())
                .flatMap(topic -> topic.partition(id.partition()))
                .filter(now -> now.leaderEpoch() < was.leaderEpoch())
                .ifPresent(now -> regressions.add(was + " -> " + now)));
    }
}
