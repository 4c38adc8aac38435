package io.embeddedcluster.internal.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.zookeeper.fixture.LiveEnsemble;
import io.embeddedcluster.internal.zookeeper.fixture.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each server of an ensemble goes and comes back in turn, under load: no acknowledged write is lost, and no session. */
@Timeout(90)
class RollingRestartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(ints = {3, 7})
    void inOrder(int size) throws Exception {
        roll(size, LiveEnsemble::shutdown);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void byKills(int size) throws Exception {
        roll(size, LiveEnsemble::kill);
    }

    private static void roll(int size, BiConsumer<LiveEnsemble, NodeName> end) throws Exception {
        try (LiveEnsemble ensemble = new LiveEnsemble(size)) {
            Load load = new Load(ensemble, 4);
            for (NodeName name : ensemble.names()) {
                awaitMore(load, 50);
                end.accept(ensemble, name);
                awaitMore(load, 50);
                ensemble.start(name);
                ensemble.awaitServing(size);
            }
            load.stop();

            ensemble.awaitSameState();
            for (NodeName name : ensemble.names()) {
                ZooKeeper reader = ensemble.client(ensemble.address(name), event -> {});
                assertThat(load.problems(reader)).isEmpty();
                assertThat(ownersOfEphemerals(reader, load)).isEqualTo(load.sessions());
            }
        }
    }

    private static void awaitMore(Load load, int count) {
        int goal = load.acknowledgedCount() + count;
        await("acknowledgement of " + count + " more writes")
                .atMost(PATIENCE)
                .until(() -> load.acknowledgedCount() > goal);
    }

    private static List<Long> ownersOfEphemerals(ZooKeeper reader, Load load) throws Exception {
        List<Long> owners = new ArrayList<>();
        for (int i = 0; i < load.sessions().size(); i++) {
            owners.add(reader.exists("/alive-" + i, false).getEphemeralOwner());
        }
        return owners;
    }
}
