package io.embeddedcluster.internal.kafka.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import io.embeddedcluster.internal.kafka.log.OffsetCheckpoint;
import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicDeletions;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The checkpoint of high watermarks has names only: what it says of a topic must not be taken for the next of that name. */
class HighWatermarkCheckpointTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final ManualHost host = new ManualHost();
    private MetadataImage image = MetadataImage.EMPTY;
    private TopicDeletions deletions = TopicDeletions.NONE;

    @Test
    void aDeletedTopicIsTakenOut() {
        HostedReplicas replicas = HostedReplicasFixture.hosted(host, () -> image);
        apply(replicas, new Uuid(1, 1));
        host.advance(Duration.ofSeconds(6));
        assertThat(checkpoint().read()).containsKey(PARTITION);

        deletions = new TopicDeletions(1, List.of(new Uuid(1, 1)));
        apply(replicas, null);

        assertThat(checkpoint().read()).doesNotContainKey(PARTITION);
    }

    @Test
    void aTopicThatIsMissingStaysIn() {
        HostedReplicas replicas = HostedReplicasFixture.hosted(host, () -> image);
        apply(replicas, new Uuid(1, 1));

        apply(replicas, null);

        assertThat(replicas.view(PARTITION)).isEmpty();
        assertThat(checkpoint().read()).containsKey(PARTITION);
        assertThat(host.journalLines()).anyMatch(event -> event.startsWith("log-kept topicPartition=t-0"));
    }

    @Test
    void aTopicThatWasCreatedAgainWhileTheBrokerWasDownBeginsAtZero() {
        checkpoint().write(new TreeMap<>(Map.of(PARTITION, 27L)));
        HostedReplicas replicas = HostedReplicasFixture.hosted(host, () -> image);

        apply(replicas, new Uuid(2, 2));

        assertThat(checkpoint().read().getOrDefault(PARTITION, 0L)).isZero();
        assertThat(replicas.view(PARTITION).orElseThrow().highWatermark()).isZero();
    }

    private OffsetCheckpoint checkpoint() {
        return new OffsetCheckpoint(host.disk(), OffsetCheckpoint.HIGH_WATERMARK_FILE, failure -> {});
    }

    private void apply(HostedReplicas replicas, Uuid topicId) {
        TreeMap<Integer, BrokerRegistration> brokers = new TreeMap<>();
        brokers.put(1, new BrokerRegistration(1, "localhost", 9092, null, false, 10));
        TreeMap<String, TopicImage> topics = new TreeMap<>();
        if (topicId != null) {
            PartitionImage partition = new PartitionImage(0, List.of(1), 1, 5, List.of(1), 0, 1, 100);
            topics.put("t", new TopicImage("t", topicId, new TreeMap<>(), List.of(partition)));
        }
        image = MetadataImage.of("c", 1, 1, brokers, topics, new TreeMap<>(), new TreeSet<>(), deletions);
        replicas.apply(image);
    }
}
