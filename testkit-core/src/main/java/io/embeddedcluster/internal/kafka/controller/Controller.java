package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.znode.BrokerRegistrar;
import io.embeddedcluster.internal.kafka.znode.MetadataListener;
import io.embeddedcluster.internal.kafka.znode.MetadataWatcher;
import io.embeddedcluster.internal.kafka.znode.StoredZnode;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodeJson;
import io.embeddedcluster.internal.kafka.znode.ZnodeOutcome;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import io.embeddedcluster.internal.kafka.znode.ZnodeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One broker's candidate for the office of the controller, and its work while in office.
 *
 * <pre>
 *   candidate --(/controller is free, created it)--&gt; in office, not seated --(image caught up)--&gt; seated
 *       ^                                                                                          |
 *       +--(session over, /controller in other hands, a write fenced, resigned)--------------------+
 * </pre>
 *
 * <p>Whoever creates the ephemeral {@code /controller} raises {@code /controller_epoch} in the same write; every write of a
 * controller checks that the epoch's version is still the one it made, so that a controller that was paused or cut off
 * cannot write once there is another. Seated, it compares every new image with the rules and writes all differences
 * together, as few writes as the limits of a request allow.
 *
 * <p>Threading: the broker's event loop.
 */
public final class Controller implements ZnodeStore.Listener, MetadataListener {

    /** How many changes go into one write at most: some hundred bytes each, far below a server's 1 MiB. */
    private static final int CHANGES_PER_WRITE = 1000;

    private static final Duration RETRY_PAUSE = Duration.ofMillis(10);

    private final Host host;
    private final ZnodeStore tree;
    private final MetadataWatcher watcher;
    private final BrokerRegistrar registrar;
    private final BrokerConfig config;
    private final int nodeId;
    private final TopicDeletion deletion;
    private final TopicAdmin topicAdmin;

    private @Nullable ControllerTerm office;
    private boolean isSeated;
    private boolean isElecting;
    private boolean isRetired;
    private boolean isWriting;
    private int conflicts;
    private Map<Integer, Long> seenEpochs = new TreeMap<>();
    private final Set<String> withParents = new TreeSet<>();

    /** Stands for election as soon as the broker is registered and the tree is read. */
    public Controller(
            Host host,
            ZnodeStore tree,
            MetadataWatcher watcher,
            BrokerRegistrar registrar,
            BrokerConfig config,
            int nodeId) {
        this.host = host;
        this.tree = tree;
        this.watcher = watcher;
        this.registrar = registrar;
        this.config = config;
        this.nodeId = nodeId;
        this.deletion = new TopicDeletion(tree);
        this.topicAdmin = new TopicAdmin(host, watcher, this, config);
        tree.listen(this);
        watcher.listen(this);
        registrar.whenRegistered(this::act);
    }

    /** {@return whether this broker is the controller, as far as it knows, and ready to work} */
    public boolean isActive() {
        return office != null && isSeated;
    }

    /** {@return the epoch of the present term of office, -1 while this broker is not the controller} */
    public int epoch() {
        return office == null ? -1 : office.epoch();
    }

    /** {@return creation and deletion of topics, which answers NOT_CONTROLLER while this broker is not the controller} */
    public TopicAdmin topicAdmin() {
        return topicAdmin;
    }

    /**
     * Gives up the office, if this broker holds it, and does not stand again: for an orderly stop, after the broker's
     * leaderships were handed over.
     *
     * @param whenDone run once, when {@code /controller} is free or in other hands, or the connection is lost
     */
    public void retire(Runnable whenDone) {
        isRetired = true;
        ControllerTerm left = office;
        if (left == null) {
            host.execute(whenDone);
            return;
        }
        leaveOffice("retired");
        tree.write(
                left.fenced(List.of(ZnodeChange.delete(ZnodePaths.CONTROLLER, ZnodeChange.ANY_VERSION))),
                unused -> whenDone.run());
    }

    @Override
    public void connected(boolean isNewSession) {
        if (isNewSession) {
            leaveOffice("new session");
        }
        isElecting = false;
        isWriting = false;
        watcher.whenCaughtUp(this::act);
    }

    @Override
    public void expired() {
        leaveOffice("session expired");
    }

    @Override
    public void imageChanged(MetadataImage before, MetadataImage after) {
        act();
        topicAdmin.imageChanged(after);
    }

    /**
     * Does changes that only the controller may do.
     *
     * @param callback told the end; a {@link ZnodeStore.Written#failedIndex} counts from the first of these changes, and is
     *     -1 where the write was fenced, which has ended the term of office by then
     */
    void write(List<ZnodeChange> changes, Consumer<ZnodeStore.Written> callback) {
        ControllerTerm writer = Objects.requireNonNull(office, "not the controller");
        tree.write(writer.fenced(changes), written -> {
            boolean isFenced = written.failedIndex() == 0;
            if (isFenced && writer.equals(office)) {
                leaveOffice("fenced");
            }
            int index = written.failedIndex() <= 0 ? -1 : written.failedIndex() - 1;
            callback.accept(new ZnodeStore.Written(written.outcome(), index, written.zxid()));
        });
    }

    /** Does what the newest image asks for: stand for election, go on in office, or leave it. */
    private void act() {
        if (!watcher.isLoaded()) {
            return;
        }
        MetadataImage image = watcher.image();
        if (office == null) {
            if (!image.hasController()) {
                elect();
            } else if (image.controllerId() == nodeId) {
                takeOfficeIfOurs();
            }
        } else if (isSeated && image.controllerId() != nodeId) {
            leaveOffice("controller is " + image.controllerId());
            act();
        } else if (isSeated) {
            work();
        }
    }

    // ------------------------------------------------------------------------------------------------- election

    private void elect() {
        if (isElecting || isRetired || !registrar.isRegistered()) {
            return;
        }
        isElecting = true;
        tree.get(ZnodePaths.CONTROLLER_EPOCH, read -> {
            switch (read.outcome()) {
                case OK -> {
                    int epoch = ZnodeJson.controllerEpoch(read.value()) + 1;
                    int version = read.value().version();
                    String text = Integer.toString(epoch);
                    elect(
                            ZnodeChange.put(ZnodePaths.CONTROLLER_EPOCH, text, version),
                            new ControllerTerm(epoch, version + 1));
                }
                case NO_NODE -> elect(ZnodeChange.create(ZnodePaths.CONTROLLER_EPOCH, "1"), new ControllerTerm(1, 0));
                default -> isElecting = false;
            }
        });
    }

    private void elect(ZnodeChange raiseEpoch, ControllerTerm won) {
        String text = ZnodeJson.controller(nodeId, host.clock().wallMillis());
        tree.write(List.of(ZnodeChange.createEphemeral(ZnodePaths.CONTROLLER, text), raiseEpoch), written -> {
            isElecting = false;
            if (written.isOk()) {
                takeOffice(won);
            } else if (written.outcome() != ZnodeOutcome.UNKNOWN) {
                watcher.whenCaughtUp(this::act);
            }
        });
    }

    /** After a lost answer: {@code /controller} names this broker, and the question is whether by this session. */
    private void takeOfficeIfOurs() {
        if (isElecting || isRetired) {
            return;
        }
        isElecting = true;
        tree.get(
                ZnodePaths.CONTROLLER,
                controller -> tree.get(ZnodePaths.CONTROLLER_EPOCH, epoch -> {
                    isElecting = false;
                    if (office == null
                            && controller.isOk()
                            && epoch.isOk()
                            && controller.value().ephemeralOwner() == tree.sessionId()) {
                        StoredZnode znode = epoch.value();
                        takeOffice(new ControllerTerm(ZnodeJson.controllerEpoch(znode), znode.version()));
                    }
                }));
    }

    private void takeOffice(ControllerTerm won) {
        office = won;
        isSeated = false;
        isWriting = false;
        host.journal().record("controller-elected", "node=" + nodeId + " controllerEpoch=" + won.epoch());
        watcher.whenCaughtUp(() -> {
            if (won.equals(office)) {
                isSeated = true;
                seenEpochs = epochs(watcher.image());
                act();
            }
        });
    }

    private void leaveOffice(String reason) {
        ControllerTerm left = office;
        if (left == null) {
            return;
        }
        office = null;
        isSeated = false;
        isWriting = false;
        withParents.clear();
        deletion.forget();
        host.journal()
                .record(
                        "controller-resigned",
                        "node=" + nodeId + " controllerEpoch=" + left.epoch() + " reason=" + reason);
        topicAdmin.controllerResigned();
    }

    // ------------------------------------------------------------------------------------------------- in office

    private void work() {
        ControllerTerm term = Objects.requireNonNull(office);
        if (isWriting) {
            return;
        }
        MetadataImage image = watcher.image();
        nameTopics(image);
        deletion.run(image, config.isDeleteTopicEnabled(), this::write, () -> watcher.whenCaughtUp(this::act));
        PartitionPlan plan = PartitionPlan.of(image, seenEpochs, config);
        if (plan.isEmpty()) {
            conflicts = 0;
            seenEpochs = epochs(image);
            return;
        }
        isWriting = true;
        plan.parents(withParents).forEach(parent -> write(List.of(parent), unused -> {}));
        Batch batch = new Batch(term, plan, image);
        for (List<ZnodeChange> changes : together(plan.changes(image, term.epoch(), withParents))) {
            batch.send(changes);
        }
    }

    /** Puts as many groups into each write as its limit allows; after a conflict fewer, so that one cannot block all. */
    private List<List<ZnodeChange>> together(List<List<ZnodeChange>> groups) {
        int limit = Math.max(1, CHANGES_PER_WRITE >> (4 * Math.min(conflicts, 3)));
        List<List<ZnodeChange>> writes = new ArrayList<>();
        List<ZnodeChange> current = new ArrayList<>();
        for (List<ZnodeChange> group : groups) {
            if (!current.isEmpty() && current.size() + group.size() > limit) {
                writes.add(current);
                current = new ArrayList<>();
            }
            current.addAll(group);
        }
        writes.add(current);
        return writes;
    }

    /** Topics that an old tool created have no id; the controller gives them one, as Kafka's does. */
    private void nameTopics(MetadataImage image) {
        image.topics().values().stream()
                .filter(topic -> topic.topicId().equals(Uuid.ZERO))
                .map(TopicImage::name)
                .forEach(topic -> tree.get(ZnodePaths.topic(topic), read -> {
                    if (read.isOk() && office != null) {
                        String text = ZnodeJson.withTopicId(read.value(), TopicIds.next(host));
                        write(
                                List.of(ZnodeChange.put(
                                        ZnodePaths.topic(topic),
                                        text,
                                        read.value().version())),
                                unused -> {});
                    }
                }));
    }

    private void ended(Batch batch) {
        if (!batch.term.equals(office)) {
            return;
        }
        if (batch.isUnknown) {
            return; // goes on after the next connect
        }
        if (batch.isConflict) {
            conflicts++;
            if (batch.isParentThere) {
                batch.plan.wanted().forEach((id, partition) -> {
                    if (!partition.hasState()) {
                        withParents.add(id.topic());
                    }
                });
            }
        } else {
            conflicts = 0;
            withParents.clear();
            seenEpochs = epochs(batch.image);
            journal(batch);
        }
        Runnable goOn = () -> watcher.whenCaughtUp(() -> {
            if (batch.term.equals(office)) {
                isWriting = false;
                act();
            }
        });
        if (conflicts > 1) {
            host.timers().schedule(RETRY_PAUSE, goOn);
        } else {
            goOn.run();
        }
    }

    private void journal(Batch batch) {
        batch.plan.wanted().forEach((id, next) -> {
            PartitionImage was = batch.image.partition(id).orElse(next);
            if (was.leader() != next.leader()) {
                host.journal()
                        .record(
                                next.hasLeader() ? "leader-elected" : "leader-lost",
                                "topicPartition=" + id + " leader=" + next.leader() + " leaderEpoch="
                                        + next.leaderEpoch() + " isr=" + next.isr() + " was=" + was.leader());
            }
        });
    }

    private static Map<Integer, Long> epochs(MetadataImage image) {
        Map<Integer, Long> epochs = new LinkedHashMap<>();
        image.brokers().forEach((id, broker) -> epochs.put(id, broker.brokerEpoch()));
        return epochs;
    }

    /** The writes of one plan, sent together and awaited together. */
    private final class Batch {

        private final ControllerTerm term;
        private final PartitionPlan plan;
        private final MetadataImage image;
        private int pending;
        private boolean isConflict;
        private boolean isParentThere;
        private boolean isUnknown;

        Batch(ControllerTerm term, PartitionPlan plan, MetadataImage image) {
            this.term = term;
            this.plan = plan;
            this.image = image;
        }

        void send(List<ZnodeChange> changes) {
            pending++;
            write(changes, written -> {
                isUnknown |= written.outcome() == ZnodeOutcome.UNKNOWN;
                isConflict |= !written.isOk();
                isParentThere |= written.outcome() == ZnodeOutcome.NODE_EXISTS;
                pending--;
                if (pending == 0) {
                    ended(this);
                }
            });
        }
    }
}
