package io.embeddedcluster.internal.check;

import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.observer.ClusterObserver;
import io.embeddedcluster.internal.observer.TermStarted;
import io.embeddedcluster.internal.observer.ZxidAcknowledged;
import io.embeddedcluster.internal.zookeeper.replicated.Zxid;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the quorum nodes of one cluster promised to clients that write, and which transactions there are. A promise is a
 * zxid: in one term all before it are there too, so the last one of each term stands for all.
 *
 * <p>Threading: quorum nodes write on their event loops, a check reads on its own thread.
 */
public final class ZxidLedger implements ClusterObserver {

    private final TreeMap<Long, Long> acknowledged = new TreeMap<>();
    private final TreeMap<Long, SortedSet<Long>> lastZxidsByTerm = new TreeMap<>();

    @Override
    public synchronized void zxidAcknowledged(NodeName node, ZxidAcknowledged event) {
        acknowledged.merge(Zxid.termOf(event.zxid()), event.zxid(), Math::max);
    }

    @Override
    public synchronized void termStarted(NodeName node, TermStarted event) {
        lastZxidsByTerm.computeIfAbsent(event.term(), each -> new TreeSet<>()).add(event.lastZxid());
    }

    /** {@return the last zxid of each term that a client was answered with} */
    public synchronized List<Long> acknowledged() {
        return List.copyOf(acknowledged.values());
    }

    /** {@return by term after which zxids it began: one and the same on all nodes that did it entry by entry} */
    public synchronized Map<Long, List<Long>> termStarts() {
        Map<Long, List<Long>> starts = new TreeMap<>();
        lastZxidsByTerm.forEach((term, zxids) -> starts.put(term, List.copyOf(zxids)));
        return starts;
    }
}
