package io.embeddedcluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * Goal: a cluster leaves nothing behind. Method: many are started, used and closed in one JVM, and what the JVM holds is
 * compared. Run with Netty's leak detection at its highest level (see the build), whose reports would be on the log.
 */
class ManyClustersTest {

    private static final int CLUSTERS = 100;
    private static final int WARM_UP_CLUSTERS = 10;
    private static final long DIRECT_GROWTH_LIMIT_BYTES = 1L << 20;
    private static final long HEAP_GROWTH_LIMIT_BYTES = 8L << 20;

    @Test
    void hundredClustersLeaveNoThreadPortOrHeapBehind() throws Exception {
        for (int i = 0; i < WARM_UP_CLUSTERS; i++) {
            useOne();
        }
        Set<Thread> threadsBefore = clusterThreads();
        long heapBefore = usedHeapBytes();
        long directBefore = directBytes();
        long filesBefore = openFiles();

        List<Integer> lastPorts = List.of();
        for (int i = 0; i < CLUSTERS; i++) {
            lastPorts = useOne();
        }

        assertThat(clusterThreads()).isSubsetOf(threadsBefore);
        assertThat(openFiles() - filesBefore).as("growth of open files").isLessThan(CLUSTERS / 2);
        assertThat(directBytes() - directBefore)
                .as("growth of direct memory in bytes")
                .isLessThan(DIRECT_GROWTH_LIMIT_BYTES);
        assertThat(usedHeapBytes() - heapBefore)
                .as("growth of the heap in bytes")
                .isLessThan(HEAP_GROWTH_LIMIT_BYTES);
        for (int port : lastPorts) {
            assertCanBeBound(port);
        }
    }

    @Test
    void numberOfThreadsDoesNotDependOnTheNumberOfClusters() {
        try (Cluster first = Cluster.builder().brokers(3).quorum(3).start()) {
            Set<Thread> withOne = clusterThreads();
            try (Cluster second = Cluster.builder().brokers(3).quorum(3).start();
                    Cluster third = Cluster.builder().brokers(3).quorum(3).start()) {
                assertThat(clusterThreads()).isSubsetOf(withOne);
                assertThat(Set.of(first.bootstrapServers(), second.bootstrapServers(), third.bootstrapServers()))
                        .hasSize(3);
            }
        }
    }

    private static List<Integer> useOne() throws Exception {
        try (Cluster cluster = Cluster.builder()
                .brokers(3)
                .quorum(3)
                .topic(TopicSpec.of("orders", 1, 3))
                .start()) {
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>("orders", "key", "value")).get(30, TimeUnit.SECONDS);
            }
            assertThat(cluster.records("orders")).hasSize(1);
            return Stream.concat(cluster.brokers().stream(), cluster.quorum().stream())
                    .map(node -> Integer.parseInt(
                            node.address().substring(node.address().indexOf(':') + 1)))
                    .toList();
        }
    }

    private static Set<Thread> clusterThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("kafka-producer-network-thread"))
                .collect(Collectors.toSet());
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long usedHeapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void assertCanBeBound(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThat(socket.isBound()).isTrue();
        }
    }
}
