package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.check.Anomaly;
import io.embeddedcluster.check.CheckResult;
import io.embeddedcluster.internal.check.AcknowledgedBatch;
import io.embeddedcluster.internal.check.EnsembleChecker;
import io.embeddedcluster.internal.check.EnsembleTruth;
import io.embeddedcluster.internal.check.PartitionChecker;
import io.embeddedcluster.internal.check.PartitionFindings;
import io.embeddedcluster.internal.check.PartitionTruth;
import io.embeddedcluster.internal.check.ReplicaLog;
import io.embeddedcluster.internal.engine.EngineException;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks a whole cluster against what its own nodes know. Threading: any thread but an event loop. */
final class ClusterCheck {

    /** Of what a broker acknowledged whose metadata did not know the topic any more. */
    private static final String NO_TOPIC_ID = Uuid.ZERO.toString();

    private final RunningCluster running;
    private final BrokerLogs logs;

    ClusterCheck(RunningCluster running) {
        this.running = running;
        this.logs = new BrokerLogs(running);
    }

    CheckResult result() {
        List<Anomaly> anomalies = new ArrayList<>();
        List<String> losses = new ArrayList<>();
        int partitions = 0;
        // What is promised is read before all else: an acknowledgement in between, of a broker that began to lead in
        // between, would look like a loss.
        SortedMap<String, SortedMap<Integer, List<AcknowledgedBatch>>> promised =
                running.ledger().byTopic();
        for (Throwable defect : running.defects()) {
            anomalies.add(new Anomaly("defect", "the testkit itself failed: " + defect));
        }
        for (TopicImage topic : image().topics().values()) {
            for (PartitionImage partition : topic.partitions()) {
                Optional<PartitionTruth> truth = truth(
                        topic,
                        partition,
                        promised.getOrDefault(topic.topicId().toString(), Collections.emptySortedMap())
                                .getOrDefault(partition.partition(), List.of()));
                if (truth.isPresent()) {
                    partitions++;
                    PartitionFindings found = PartitionChecker.check(truth.get());
                    anomalies.addAll(found.anomalies());
                    found.allowedLosses()
                            .forEach((epoch, count) ->
                                    losses.add(count + " acknowledged batches of " + topic.name() + "-"
                                            + partition.partition()
                                            + " were lost by the unclean election of leader epoch " + epoch
                                            + ", which the topic allows"));
                } else if (!isDeleted(topic)) {
                    throw new EngineException("cannot check " + topic.name() + "-" + partition.partition()
                            + ": it has no running leader; wait for one before the check");
                }
            }
        }
        vanishedTopics(promised, anomalies);
        EnsembleTruth ensemble = ensemble();
        anomalies.addAll(EnsembleChecker.check(ensemble));
        String summary = partitions + " partitions, " + running.ledger().size() + " acknowledged batches, "
                + ensemble.replicas().size() + " quorum nodes"
                + losses.stream().map(loss -> "; " + loss).collect(Collectors.joining());
        return new CheckResult(anomalies.subList(0, Math.min(anomalies.size(), CheckResult.MAX_ANOMALIES)), summary);
    }

    // Without a broker to ask nothing would be checked, and nothing found.
    private MetadataImage image() {
        if (running.brokers().isEmpty()) {
            return MetadataImage.EMPTY;
        }
        return running.image()
                .orElseThrow(
                        () -> new EngineException(
                                "cannot check: no broker answers that has read the metadata; start or resume one before the check"));
    }

    /** What was promised for a topic that is on no broker's mind any more, and that nobody asked to delete. */
    private void vanishedTopics(
            SortedMap<String, SortedMap<Integer, List<AcknowledgedBatch>>> promised, List<Anomaly> anomalies) {
        // In this order: which topics there are, then which were deleted.
        Set<String> present = new TreeSet<>();
        running.images()
                .forEach(image -> image.topicsById().keySet().forEach(topicId -> present.add(topicId.toString())));
        promised.forEach((topicId, byPartition) -> {
            List<AcknowledgedBatch> promises =
                    byPartition.values().stream().flatMap(List::stream).toList();
            if (!topicId.equals(NO_TOPIC_ID)
                    && !present.contains(topicId)
                    && !running.ledger().isDeletionAsked(topicId)) {
                anomalies.add(new Anomaly(
                        "vanished-topic",
                        "topic "
                                + promises.get(0).topic() + " with id " + topicId
                                + " is gone although nobody asked for its deletion, and with it " + promises.size()
                                + " acknowledged batches, the first: " + promises.get(0)));
            }
        });
    }

    private EnsembleTruth ensemble() {
        EnsembleTruth truth = new EnsembleQuestions(running).truth();
        if (running.brokers().isEmpty() && truth.replicas().isEmpty()) {
            throw new EngineException("cannot check: no quorum node answers; start or resume one before the check");
        }
        return truth;
    }

    /** {@return whether a topic, found a moment ago, is gone by now or about to go} */
    private boolean isDeleted(TopicImage topic) {
        MetadataImage now = image();
        return now.topic(topic.topicId()).isEmpty() || now.topicsToDelete().contains(topic.name());
    }

    /** {@return what is known of the partition, empty where it has no running leader} */
    private Optional<PartitionTruth> truth(TopicImage topic, PartitionImage image, List<AcknowledgedBatch> promised) {
        TopicPartition partition = new TopicPartition(topic.name(), image.partition());
        Optional<ReplicaLog> leader = Optional.of(image.leader())
                .filter(broker -> broker != PartitionImage.NO_LEADER)
                .flatMap(broker -> logs.leaderLog(broker, partition));
        List<ReplicaLog> followers = image.replicas().stream()
                .filter(broker -> broker != image.leader())
                .flatMap(broker -> logs.followerLog(broker, partition).stream())
                .toList();
        return leader.map(log -> new PartitionTruth(
                partition.topic(),
                partition.partition(),
                log,
                followers,
                promised,
                running.ledger().uncleanEpochs(topic.topicId().toString(), partition.partition())));
    }
}
