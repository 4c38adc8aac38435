package io.embeddedcluster.junit5.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.embeddedcluster.Cluster;
import io.embeddedcluster.Session;
import io.embeddedcluster.junit5.EmbeddedCluster;
import io.embeddedcluster.junit5.curator.fixture.LeaderLoss;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.watch.PersistentWatcher;
import org.apache.curator.x.discovery.ServiceCache;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.ServiceProvider;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;

/** What says that somebody is there stays while the quorum leader is killed, and comes back after its session was lost. */
@EmbeddedCluster(brokers = 0, quorum = 3)
class NodeRecipesTest {

    private static Session session(Cluster cluster, CuratorFramework client) throws Exception {
        return cluster.session(client.getZookeeperClient().getZooKeeper().getSessionId());
    }

    @Test
    void persistentNodeStaysAndComesBack(Cluster cluster, CuratorFramework owner, CuratorFramework observer)
            throws Exception {
        PersistentNode node =
                new PersistentNode(owner, CreateMode.EPHEMERAL, false, "/persistent", "data".getBytes(UTF_8));
        node.start();
        assertThat(node.waitForInitialCreate(10, TimeUnit.SECONDS)).isTrue();
        Session first = session(cluster, owner);

        LeaderLoss.survivedBy(cluster, owner, observer);

        observer.sync().forPath("/persistent");
        assertThat(observer.checkExists().forPath("/persistent").getEphemeralOwner())
                .isEqualTo(first.id());
        first.expire();
        cluster.await()
                .until(
                        "the node is there again",
                        () -> cluster.sessions().stream()
                                .anyMatch(session -> session.ephemerals().contains("/persistent")));
        observer.sync().forPath("/persistent");
        assertThat(observer.getData().forPath("/persistent")).asString().isEqualTo("data");
        node.close();
    }

    @Test
    void groupHasAllItsMembers(Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework three)
            throws Exception {
        GroupMember first = new GroupMember(one, "/group", "one");
        GroupMember second = new GroupMember(two, "/group", "two");
        GroupMember third = new GroupMember(three, "/group", "three");
        first.start();
        second.start();
        third.start();
        awaitMembers(cluster, first, "one", "three", "two");

        LeaderLoss.survivedBy(cluster, one, two, three);

        awaitMembers(cluster, first, "one", "three", "two");
        awaitMembers(cluster, second, "one", "three", "two");
        session(cluster, three).expire();
        awaitMembers(cluster, first, "one", "three", "two");
        second.close();
        awaitMembers(cluster, first, "one", "three");
        awaitMembers(cluster, third, "one", "three");
        first.close();
        third.close();
    }

    private static void awaitMembers(Cluster cluster, GroupMember member, String... names) {
        cluster.await()
                .until(
                        "the members are " + String.join(", ", names),
                        () -> member.getCurrentMembers().keySet().stream()
                                .sorted()
                                .toList()
                                .equals(List.of(names)));
    }

    @Test
    void servicesAreFound(Cluster cluster, CuratorFramework one, CuratorFramework two, CuratorFramework reader)
            throws Exception {
        try (ServiceDiscovery<Void> first = discovery(one, instance(1));
                ServiceDiscovery<Void> second = discovery(two, instance(2));
                ServiceDiscovery<Void> seeking = discovery(reader, null);
                ServiceCache<Void> cache =
                        seeking.serviceCacheBuilder().name("orders").build();
                ServiceProvider<Void> provider =
                        seeking.serviceProviderBuilder().serviceName("orders").build()) {
            cache.start();
            provider.start();
            awaitInstances(cluster, reader, seeking, 2);
            awaitCached(cluster, cache, provider, 1, 2);

            LeaderLoss.survivedBy(cluster, one, two, reader);

            awaitInstances(cluster, reader, seeking, 2);
            awaitCached(cluster, cache, provider, 1, 2);
            session(cluster, one).expire();
            awaitInstances(cluster, reader, seeking, 2);
            second.unregisterService(instance(2));
            awaitInstances(cluster, reader, seeking, 1);
            awaitCached(cluster, cache, provider, 1);
            assertThat(seeking.queryForInstances("orders"))
                    .singleElement()
                    .extracting(ServiceInstance::getPort)
                    .isEqualTo(1);
            first.unregisterService(instance(1));
        }
    }

    /** Both are told by watches, and ask nobody. */
    private static void awaitCached(
            Cluster cluster, ServiceCache<Void> cache, ServiceProvider<Void> provider, Integer... ports)
            throws Exception {
        cluster.await()
                .until(
                        "the instances are " + List.of(ports),
                        () -> ports(cache.getInstances()).equals(List.of(ports)));
        cluster.await().until("the provider has " + List.of(ports), () -> {
            try {
                return ports(provider.getAllInstances()).equals(List.of(ports));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static List<Integer> ports(Collection<ServiceInstance<Void>> instances) {
        return instances.stream().map(ServiceInstance::getPort).sorted().toList();
    }

    @Test
    void persistentWatcherHearsOnAfterALossAndInItsNextSession(
            Cluster cluster, CuratorFramework writer, CuratorFramework reader) throws Exception {
        Set<String> heard = new ConcurrentSkipListSet<>();
        try (PersistentWatcher watcher = new PersistentWatcher(reader, "/watched", true)) {
            AtomicInteger sets = new AtomicInteger();
            watcher.getResetListenable().addListener(sets::incrementAndGet);
            watcher.getListenable().addListener(event -> heard.add(event.getType() + " " + event.getPath()));
            watcher.start();
            // By its start, and once more where it hears only then that its client is connected.
            cluster.await().until("the watch is set", () -> sets.get() >= 1);
            LeaderLoss.awaitEvents(reader);
            int beforeTheLoss = sets.get();

            LeaderLoss.survivedBy(cluster, writer, reader);

            cluster.await().until("the watch is set again", () -> sets.get() > beforeTheLoss);
            writer.create().creatingParentsIfNeeded().forPath("/watched/child");
            cluster.await()
                    .until(
                            "both are heard of",
                            () -> heard.containsAll(Set.of("NodeCreated /watched", "NodeCreated /watched/child")));
            LeaderLoss.awaitEvents(reader);
            int before = sets.get();
            session(cluster, reader).expire();
            cluster.await().until("the next session has the watch", () -> sets.get() > before);
            writer.delete().forPath("/watched/child");
            cluster.await().until("the deletion is heard of", () -> heard.contains("NodeDeleted /watched/child"));
        }
    }

    private static ServiceInstance<Void> instance(int number) throws Exception {
        return ServiceInstance.<Void>builder()
                .name("orders")
                .id("instance-" + number)
                .address("127.0.0.1")
                .port(number)
                .build();
    }

    private static ServiceDiscovery<Void> discovery(CuratorFramework client, ServiceInstance<Void> instance)
            throws Exception {
        ServiceDiscoveryBuilder<Void> builder =
                ServiceDiscoveryBuilder.builder(Void.class).client(client).basePath("/services");
        ServiceDiscovery<Void> discovery = (instance == null ? builder : builder.thisInstance(instance)).build();
        discovery.start();
        return discovery;
    }

    private static void awaitInstances(
            Cluster cluster, CuratorFramework reader, ServiceDiscovery<Void> discovery, int count) throws Exception {
        reader.sync().forPath("/services");
        cluster.await().until(count + " instances are found", () -> {
            try {
                return discovery.queryForInstances("orders").size() == count;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
