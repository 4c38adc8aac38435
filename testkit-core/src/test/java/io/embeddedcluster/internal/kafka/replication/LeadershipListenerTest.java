package io.embeddedcluster.internal.kafka.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.internal.kafka.fixture.ManualHost;
import io.embeddedcluster.internal.kafka.metadata.BrokerRegistration;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.PartitionImage;
import io.embeddedcluster.internal.kafka.metadata.TopicDeletions;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.TopicPartition;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What broker 1 tells of the partition t-0 while the metadata says that this one leads or that one. */
class LeadershipListenerTest {

    private static final Uuid TOPIC_ID = new Uuid(1, 1);
    private static final int NOBODY = PartitionImage.NO_LEADER;

    private final ManualHost host = new ManualHost();
    private final List<String> events = new ArrayList<>();
    private MetadataImage image = MetadataImage.EMPTY;
    private int zkVersion;
    private HostedReplicas replicas = HostedReplicasFixture.hosted(host, () -> image);

    @BeforeEach
    void listen() {
        replicas.listen(new Recorder(""));
    }

    @Test
    void leadershipBeginsWithItsEpochAndOnce() {
        apply(1, 5, List.of(1, 2));
        apply(1, 5, List.of(1));

        assertThat(events).containsExactly("began t-0 5");
        assertThat(host.journalLines())
                .contains("leader-began topicPartition=t-0 leaderEpoch=5 logEndOffset=0" + " highWatermark=0");
    }

    @Test
    void theLogTakesRecordsOfTheEpochWhenTheLeadershipBegins() {
        List<ReplicaStatus> seen = new ArrayList<>();
        replicas.listen(new Recorder("") {
            @Override
            public void leadershipBegan(TopicPartition topicPartition, int leaderEpoch) {
                replicas.view(topicPartition).ifPresent(seen::add);
            }
        });

        apply(1, 5, List.of(1, 2));

        assertThat(seen).singleElement().satisfies(status -> {
            assertThat(status.isLeader()).isTrue();
            assertThat(status.leaderEpoch()).isEqualTo(5);
        });
    }

    @Test
    void leadershipEndsWhenAnotherBrokerLeads() {
        apply(1, 5, List.of(1, 2));
        apply(2, 6, List.of(2));

        assertThat(events).containsExactly("began t-0 5", "ended t-0 5");
        assertThat(host.journalLines()).contains("leader-ended topicPartition=t-0 leaderEpoch=5");
    }

    @Test
    void leadershipEndsWhenNobodyLeads() {
        apply(1, 5, List.of(1));
        apply(NOBODY, 6, List.of(1));

        assertThat(events).containsExactly("began t-0 5", "ended t-0 5");
    }

    @Test
    void reelectionEndsTheEarlierLeadershipFirst() {
        apply(1, 5, List.of(1, 2));
        apply(1, 7, List.of(1));

        assertThat(events).containsExactly("began t-0 5", "ended t-0 5", "began t-0 7");
    }

    @Test
    void leadershipEndsWithItsTopic() {
        apply(1, 5, List.of(1, 2));
        apply(Map.of());

        assertThat(events).containsExactly("began t-0 5", "ended t-0 5");
    }

    @Test
    void leadershipEndsWithTheLifeOfItsTopicAndBeginsInTheNext() {
        apply(1, 5, List.of(1, 2));
        apply(Map.of("t", topic(new Uuid(2, 2), partition(1, 0, List.of(1, 2), List.of(1, 2)))));

        assertThat(events).containsExactly("began t-0 5", "ended t-0 5", "began t-0 0");
    }

    @Test
    void leadershipEndsWhenTheReplicaIsAssignedElsewhere() {
        apply(1, 5, List.of(1, 2));
        apply(Map.of("t", topic(TOPIC_ID, partition(2, 6, List.of(2), List.of(2, 3)))));

        assertThat(events).containsExactly("began t-0 5", "ended t-0 5");
    }

    @Test
    void leadershipsEndWhenTheBrokerStops() {
        apply(1, 5, List.of(1, 2));

        replicas.stop(() -> events.add("stopped"));

        assertThat(events).containsExactly("began t-0 5", "ended t-0 5", "stopped");
    }

    @Test
    void followerTellsNothing() {
        apply(2, 5, List.of(1, 2));
        apply(2, 6, List.of(2));
        apply(Map.of());
        replicas.stop(() -> {});

        assertThat(events).isEmpty();
    }

    @Test
    void listenerThatThrowsIsADefectAndTheOthersAreTold() {
        replicas = HostedReplicasFixture.hosted(host, () -> image);
        replicas.listen(new LeadershipListener() {
            @Override
            public void leadershipBegan(TopicPartition topicPartition, int leaderEpoch) {
                throw new IllegalStateException("no place for " + topicPartition);
            }

            @Override
            public void leadershipEnded(TopicPartition topicPartition, int leaderEpoch) {
                throw new IllegalStateException("no end of " + topicPartition);
            }

            @Override
            public String toString() {
                return "the bad one";
            }
        });
        replicas.listen(new Recorder("second "));

        apply(1, 5, List.of(1, 2));
        apply(2, 6, List.of(2));

        assertThat(events).containsExactly("second began t-0 5", "second ended t-0 5");
        assertThat(replicas.view(new TopicPartition("t", 0)).orElseThrow().isLeader())
                .isFalse();
        assertThat(host.defects())
                .hasSize(2)
                .allSatisfy(defect -> assertThat(defect)
                        .hasMessage("a listener of leaderships threw: the bad one")
                        .hasCauseInstanceOf(IllegalStateException.class));
        assertThat(host.journalLines())
                .contains("leadership-listener-failed listener=the bad one"
                        + " problem=java.lang.IllegalStateException: no place for t-0");
    }

    private void apply(int leader, int leaderEpoch, List<Integer> isr) {
        apply(Map.of("t", topic(TOPIC_ID, partition(leader, leaderEpoch, isr, List.of(1, 2)))));
    }

    private void apply(Map<String, TopicImage> topics) {
        TreeMap<Integer, BrokerRegistration> brokers = new TreeMap<>();
        for (int nodeId = 1; nodeId <= 3; nodeId++) {
            brokers.put(nodeId, new BrokerRegistration(nodeId, "localhost", 9092, null, false, 10));
        }
        image = MetadataImage.of(
                "c", 1, 1, brokers, new TreeMap<>(topics), new TreeMap<>(), new TreeSet<>(), TopicDeletions.NONE);
        replicas.apply(image);
    }

    private static TopicImage topic(Uuid topicId, PartitionImage partition) {
        return new TopicImage("t", topicId, new TreeMap<>(), List.of(partition));
    }

    private PartitionImage partition(int leader, int leaderEpoch, List<Integer> isr, List<Integer> assigned) {
        int version = zkVersion++;
        return new PartitionImage(0, assigned, leader, leaderEpoch, isr, version, 1, 100 + version);
    }

    private class Recorder implements LeadershipListener {

        private final String prefix;

        Recorder(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public void leadershipBegan(TopicPartition topicPartition, int leaderEpoch) {
            events.add(prefix + "began " + topicPartition + " " + leaderEpoch);
        }

        @Override
        public void leadershipEnded(TopicPartition topicPartition, int leaderEpoch) {
            events.add(prefix + "ended " + topicPartition + " " + leaderEpoch);
        }
    }
}
