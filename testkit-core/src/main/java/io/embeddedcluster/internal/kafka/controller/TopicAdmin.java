package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.config.BrokerConfig;
import io.embeddedcluster.internal.kafka.config.TopicConfig;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.rules.BrokerRules;
import io.embeddedcluster.internal.kafka.znode.MetadataWatcher;
import io.embeddedcluster.internal.kafka.znode.TopicCreation;
import io.embeddedcluster.internal.kafka.znode.ZnodeChange;
import io.embeddedcluster.internal.kafka.znode.ZnodeJson;
import io.embeddedcluster.internal.kafka.znode.ZnodeOutcome;
import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Creates and deletes topics as clients ask the controller to.
 *
 * <p>A creation is answered when this broker's own image has a leader for each partition, a deletion when it no longer has
 * the topic, or at the request's time-out. Error codes and messages are those of Apache Kafka 4.
 *
 * <p>Threading: the broker's event loop.
 */
public final class TopicAdmin {

    /** A topic with more partitions is created in steps, its leaders elected as for one that a tool has created. */
    private static final int PARTITIONS_IN_ONE_WRITE = 300;

    /** How long to wait before a change whose end is unknown is made again: it may be what has broken the connection. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

    private static final String NOT_CONTROLLER = "This is not the correct controller for this cluster.";

    private final Host host;
    private final MetadataWatcher watcher;
    private final Controller controller;
    private final BrokerConfig config;
    private final BrokerRules brokerRules;
    private final NewTopicRules rules;
    private final List<OpenRequest> open = new ArrayList<>();

    TopicAdmin(
            Host host, MetadataWatcher watcher, Controller controller, BrokerConfig config, BrokerRules brokerRules) {
        this.brokerRules = brokerRules;
        this.host = host;
        this.watcher = watcher;
        this.controller = controller;
        this.config = config;
        this.rules = new NewTopicRules(host, config);
    }

    /**
     * Creates topics.
     *
     * @param validateOnly whether to say what would become of them, and create nothing
     * @param limit how long to wait until they are there; not at all where it is zero or less
     * @param callback given the results once, in the order of the topics; NOT_CONTROLLER where this broker is not the
     *     controller
     */
    public void createTopics(
            List<NewTopic> topics, boolean validateOnly, Duration limit, Consumer<List<NewTopicResult>> callback) {
        List<NewTopicResult> results = new ArrayList<>();
        OpenRequest creation = new OpenRequest(() -> callback.accept(List.copyOf(results)));
        Map<String, Integer> counts = new TreeMap<>();
        topics.forEach(topic -> counts.merge(topic.name(), 1, Integer::sum));
        List<NewTopic> named = topics.stream()
                .filter(topic -> counts.getOrDefault(topic.name(), 0) == 1)
                .toList();
        if (controller.isActive() && rules.asksForTooMany(named)) {
            TopicRefusedException tooMany = NewTopicRules.tooMany();
            callback.accept(topics.stream()
                    .<NewTopicResult>map(
                            topic -> new NewTopicResult.Refused(topic.name(), tooMany.error(), tooMany.reason()))
                    .toList());
            return;
        }
        for (NewTopic topic : topics) {
            Integer count = counts.get(topic.name());
            if (count == null) {
                continue; // a duplicate that has its answer
            }
            try {
                if (!controller.isActive()) {
                    throw new TopicRefusedException(ErrorCode.NOT_CONTROLLER, NOT_CONTROLLER);
                }
                if (count > 1) {
                    counts.remove(topic.name());
                    throw new TopicRefusedException(ErrorCode.INVALID_REQUEST, "Duplicate topic name.");
                }
                TopicCreation checked = rules.check(topic, watcher.image());
                int index = results.size();
                results.add(created(checked));
                if (!validateOnly) {
                    create(
                            checked,
                            creation,
                            (error, message) ->
                                    results.set(index, new NewTopicResult.Refused(topic.name(), error, message)));
                }
            } catch (TopicRefusedException e) {
                results.add(new NewTopicResult.Refused(topic.name(), e.error(), e.reason()));
            }
        }
        // A request that only validates has no part to wait for; one without time left is answered at once.
        await(creation, validateOnly ? Duration.ofMillis(1) : limit);
    }

    /**
     * Deletes topics.
     *
     * @param limit how long to wait until they are gone; not at all where it is zero or less
     * @param callback given the results once; NOT_CONTROLLER where this broker is not the controller,
     *     TOPIC_DELETION_DISABLED where no topic may be deleted
     */
    public void deleteTopics(
            List<TopicReference> topics, Duration limit, Consumer<List<TopicDeletionResult>> callback) {
        TopicSelection selection = new TopicSelection(topics, watcher.image());
        List<TopicDeletionResult> results = new ArrayList<>(selection.refused());
        OpenRequest deletion = new OpenRequest(() -> callback.accept(List.copyOf(results)));
        selection.found().forEach((name, topicId) -> {
            int index = results.size();
            results.add(TopicDeletionResult.deleted(name, topicId));
            BiConsumer<ErrorCode, String> refuse =
                    (error, message) -> results.set(index, new TopicDeletionResult(name, topicId, error, message));
            if (!controller.isActive()) {
                refuse.accept(ErrorCode.NOT_CONTROLLER, NOT_CONTROLLER);
            } else if (!config.isDeleteTopicEnabled()) {
                refuse.accept(ErrorCode.TOPIC_DELETION_DISABLED, "Topic deletion is disabled.");
            } else {
                delete(name, topicId, deletion, refuse);
            }
        });
        await(deletion, limit);
    }

    void imageChanged(MetadataImage image) {
        new ArrayList<>(open).forEach(request -> request.check(image));
        open.removeIf(OpenRequest::isAnswered);
    }

    /** This broker is no longer the controller: clients that wait are told so. */
    void controllerResigned() {
        List<OpenRequest> all = new ArrayList<>(open);
        open.clear();
        all.forEach(request -> request.failAll(ErrorCode.NOT_CONTROLLER, NOT_CONTROLLER));
    }

    private void await(OpenRequest request, Duration limit) {
        request.await(limit, host.timers(), watcher.image());
        if (!request.isAnswered()) {
            open.add(request);
        }
    }

    private void create(TopicCreation topic, OpenRequest request, BiConsumer<ErrorCode, String> refuse) {
        OpenRequest.Part part = request.add(
                image ->
                        image.topic(topic.topicId()).map(TopicImage::isFullyLed).orElse(false),
                refuse);
        List<ZnodeChange> changes = new ArrayList<>(topic.changes());
        if (topic.replicas().size() <= PARTITIONS_IN_ONE_WRITE) {
            changes.addAll(firstStates(topic));
        }
        host.journal()
                .record(
                        "topic-created",
                        "topic=" + topic.name() + " topicId=" + topic.topicId() + " replicas=" + topic.replicas());
        write(topic, changes, request, part);
    }

    private void write(TopicCreation topic, List<ZnodeChange> changes, OpenRequest request, OpenRequest.Part part) {
        controller.write(changes, written -> {
            boolean isRefused = written.outcome() == ZnodeOutcome.NODE_EXISTS;
            if (isRefused
                    && changes.get(Math.max(0, written.failedIndex())).path().equals(configPath(topic))) {
                // A tool has set something for this topic before it existed; as in Kafka, that is replaced.
                List<ZnodeChange> again = new ArrayList<>(changes);
                again.set(
                        0,
                        ZnodeChange.put(configPath(topic), ZnodeJson.config(topic.config()), ZnodeChange.ANY_VERSION));
                write(topic, again, request, part);
            } else if (isRefused) {
                whenStillOpen(request, part, () -> {
                    // After a lost answer this may be the topic that this very request has created.
                    if (watcher.image().topic(topic.topicId()).isEmpty()) {
                        TopicRefusedException exists = NewTopicRules.exists(topic.name());
                        request.fail(part, exists.error(), exists.reason());
                    }
                });
            } else if (written.outcome() == ZnodeOutcome.UNKNOWN) {
                afterPause(request, part, () -> write(topic, changes, request, part));
            } else if (!written.isOk()) {
                request.fail(part, ErrorCode.NOT_CONTROLLER, NOT_CONTROLLER);
            }
        });
    }

    /** Goes on with a part that the image, once it is up to date, does not show as done. */
    private void whenStillOpen(OpenRequest request, OpenRequest.Part part, Runnable goOn) {
        watcher.whenCaughtUp(() -> {
            if (controller.isActive() && request.isOpen(part) && !part.isDone().test(watcher.image())) {
                goOn.run();
            }
        });
    }

    private void afterPause(OpenRequest request, OpenRequest.Part part, Runnable goOn) {
        host.timers().schedule(RETRY_PAUSE, () -> whenStillOpen(request, part, goOn));
    }

    private static String configPath(TopicCreation topic) {
        return ZnodePaths.topicConfig(topic.name());
    }

    private List<ZnodeChange> firstStates(TopicCreation topic) {
        List<PartitionImage> partitions = new ArrayList<>();
        topic.replicas().forEach((number, replicas) -> partitions.add(PartitionImage.withoutState(number, replicas)));
        TopicImage born = new TopicImage(topic.name(), topic.topicId(), topic.config(), partitions);
        MetadataImage now = watcher.image();
        Map<String, TopicImage> only = Map.of(topic.name(), born);
        MetadataImage image = MetadataImage.of(
                now.clusterId(),
                now.controllerId(),
                now.controllerEpoch(),
                now.brokers(),
                new TreeMap<>(only),
                now.brokerConfigs(),
                new TreeSet<>(),
                now.topicDeletions());
        List<ZnodeChange> changes = new ArrayList<>();
        PartitionPlan.of(image, Map.of(), config, brokerRules)
                .changes(image, controller.epoch(), Set.of())
                .forEach(changes::addAll);
        return changes;
    }

    private void delete(String name, Uuid topicId, OpenRequest request, BiConsumer<ErrorCode, String> refuse) {
        OpenRequest.Part part = request.add(
                image -> image.topic(topicId).isEmpty()
                        && !image.topic(name)
                                .map(topic -> topic.topicId().equals(topicId))
                                .orElse(false),
                refuse);
        host.journal().record("topic-deleted", "topic=" + name + " topicId=" + topicId);
        mark(name, request, part);
    }

    private void mark(String name, OpenRequest request, OpenRequest.Part part) {
        ZnodeChange mark = ZnodeChange.create(ZnodePaths.deleteTopic(name), "");
        controller.write(List.of(mark), written -> {
            if (written.outcome() == ZnodeOutcome.UNKNOWN) {
                afterPause(request, part, () -> mark(name, request, part));
            } else if (!written.isOk() && written.outcome() != ZnodeOutcome.NODE_EXISTS) {
                request.fail(part, ErrorCode.NOT_CONTROLLER, NOT_CONTROLLER);
            }
        });
    }

    private NewTopicResult created(TopicCreation topic) {
        return new NewTopicResult.Created(
                topic.name(),
                topic.topicId(),
                topic.replicas().size(),
                topic.replicas().getOrDefault(0, List.of()).size(),
                TopicConfig.of(topic.config(), config).values());
    }
}
