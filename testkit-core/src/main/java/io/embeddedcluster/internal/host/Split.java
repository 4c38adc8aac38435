package io.embeddedcluster.internal.host;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A cut of the network across some links, until healed: a rule that stops everything. Counts what it stopped, by link. */
public final class Split implements LinkRule {

    private final List<Link> links;
    private final Map<String, AtomicLong> stoppedByLink = new ConcurrentSkipListMap<>();

    Split(List<Link> links) {
        this.links = List.copyOf(links);
    }

    /** {@return the links that this split lies on} */
    public List<Link> links() {
        return links;
    }

    @Override
    public LinkVerdict onParcel(Link link, Link.Parcel parcel) {
        return LinkVerdict.STOP;
    }

    @Override
    public void fired(Link link) {
        stoppedByLink.computeIfAbsent(link.name(), name -> new AtomicLong()).incrementAndGet();
    }

    /** {@return how many parcels this split stopped by now, by the name of the link; links without any are left out} */
    public Map<String, Long> stoppedByLink() {
        Map<String, Long> counts = new TreeMap<>();
        stoppedByLink.forEach((link, count) -> counts.put(link, count.get()));
        return counts;
    }

    /** {@return how many parcels this split stopped by now} */
    public long stoppedCount() {
        return stoppedByLink.values().stream().mapToLong(AtomicLong::get).sum();
    }
}
