package io.embeddedcluster.internal.kafka.simulation;

import io.embeddedcluster.internal.kafka.znode.ZnodePaths;
import io.embeddedcluster.internal.zookeeper.replicated.AppliedCommand;
import io.embeddedcluster.internal.zookeeper.tree.Znode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which controller epoch was in force at which transaction, as the ensemble has it. */
final class ControllerTerms {

    private final TreeMap<Long, Integer> epochs = new TreeMap<>();
    private final List<Runnable> waiting = new ArrayList<>();

    /** A server has applied that; the first to do so tells. */
    void see(AppliedCommand applied) {
        Znode epoch = applied.state().tree().find(ZnodePaths.CONTROLLER_EPOCH);
        if (epoch != null && epoch.mzxid() == applied.zxid() && !epochs.containsKey(epoch.mzxid())) {
            epochs.put(epoch.mzxid(), Integer.parseInt(new String(epoch.data(), StandardCharsets.UTF_8)));
            waiting.forEach(Runnable::run);
            waiting.clear();
        }
    }

    /** Has that run once, as soon as the next controller is elected. */
    void whenNextBegins(Runnable action) {
        waiting.add(action);
    }

    /** {@return the epoch of the last controller that was elected up to that transaction; -1 where none was} */
    int epochAt(long zxid) {
        Map.Entry<Long, Integer> last = epochs.floorEntry(zxid);
        return last == null ? -1 : last.getValue();
    }
}
