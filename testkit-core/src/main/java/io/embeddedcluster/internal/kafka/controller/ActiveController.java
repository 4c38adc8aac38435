package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.MetadataWatcher;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodeJson;
import io.embeddedcluster.internal.kafka.znode.ZnodeOutcome;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import io.embeddedcluster.internal.kafka.znode.ZnodeStore;
import io.embeddedcluster.internal.observer.NodeObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The work of the controller in one controller epoch: compares every new image with the rules, and writes all differences
 * together, as few writes as the limits of a request allow.
 *
 * <p>Threading: the broker's event loop.
 */
final class ActiveController {

    /** How many changes go into one write at most: some hundred bytes each, far below a server's 1 MiB. */
    private static final int CHANGES_PER_WRITE = 1000;

    private static final Duration RETRY_PAUSE = Duration.ofMillis(10);

    private final Host host;
    private final ZnodeStore tree;
    private final MetadataWatcher watcher;
    private final BrokerConfig config;
    private final BrokerRules rules;
    private final Controller controller;
    private final ControllerTerm term;
    private final NodeObserver observer;
    private final TopicDeletion deletion;

    private boolean hasEnded;
    private boolean isWriting;
    private int conflicts;
    private Map<Integer, Long> seenEpochs;
    private final Set<String> withParents = new TreeSet<>();

    /** Takes over the brokers of the newest image as they are. */
    ActiveController(
            Host host,
            ZnodeStore tree,
            MetadataWatcher watcher,
            BrokerConfig config,
            BrokerRules rules,
            Controller controller,
            ControllerTerm term,
            NodeObserver observer) {
        this.host = host;
        this.tree = tree;
        this.watcher = watcher;
        this.config = config;
        this.rules = rules;
        this.controller = controller;
        this.term = term;
        this.observer = observer;
        this.deletion = new TopicDeletion(tree);
        this.seenEpochs = epochs(watcher.image());
    }

    ControllerTerm term() {
        return term;
    }

    /** What was being written has no answer any more. */
    void reconnected() {
        isWriting = false;
    }

    /** Begins nothing any more: this broker is no longer the controller. */
    void end() {
        hasEnded = true;
        deletion.forget();
    }

    /** Writes what the image lacks, unless a write is under way: the end of that looks again. */
    void run(MetadataImage image) {
        if (isWriting) {
            return;
        }
        nameTopics(image);
        deletion.run(image, config.isDeleteTopicEnabled(), controller::write, controller::lookAgain);
        PartitionPlan plan = PartitionPlan.of(image, seenEpochs, config, rules);
        if (plan.isEmpty()) {
            conflicts = 0;
            seenEpochs = epochs(image);
            return;
        }
        isWriting = true;
        plan.parents(withParents).forEach(parent -> controller.write(List.of(parent), unused -> {}));
        Batch batch = new Batch(plan, image);
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
                    if (read.isOk() && !hasEnded) {
                        String text = ZnodeJson.withTopicId(read.value(), TopicIds.next(host));
                        int version = read.value().version();
                        controller.write(
                                List.of(ZnodeChange.put(ZnodePaths.topic(topic), text, version)), unused -> {});
                    }
                }));
    }

    private void ended(Batch batch) {
        if (!batch.isConflict || batch.isUnknown) {
            batch.plan.uncleanElections(batch.image).forEach(observer::tell);
        }
        if (hasEnded || batch.isUnknown) {
            return; // what is unknown goes on after the next connect
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
        if (conflicts > 1) {
            host.timers().schedule(RETRY_PAUSE, this::goOn);
        } else {
            goOn();
        }
    }

    private void goOn() {
        watcher.whenCaughtUp(() -> {
            if (!hasEnded) {
                isWriting = false;
                controller.act();
            }
        });
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

        private final PartitionPlan plan;
        private final MetadataImage image;
        private int pending;
        private boolean isConflict;
        private boolean isParentThere;
        private boolean isUnknown;

        Batch(PartitionPlan plan, MetadataImage image) {
            this.plan = plan;
            this.image = image;
        }

        void send(List<ZnodeChange> changes) {
            pending++;
            controller.write(changes, written -> {
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
