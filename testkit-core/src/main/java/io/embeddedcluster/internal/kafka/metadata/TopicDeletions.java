package io.embeddedcluster.internal.kafka.metadata;

import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which topics were deleted by an order, as {@code /admin/delete_topics} says. A topic that is not in the tree and not here is
 * missing: its logs are kept.
 *
 * @param version of that znode, which each deletion of a topic raises: who knows it knows that deletion
 * @param recent ids of the topics deleted last, in the order of deletion; at most {@value #CAPACITY}
 */
public record TopicDeletions(int version, List<Uuid> recent) {

    /** How many deletions are remembered. A broker that was down for more of them keeps logs that nobody needs. */
    public static final int CAPACITY = 200;

    /** Says that no topic was ever deleted. */
    public static final TopicDeletions NONE = new TopicDeletions(0, List.of());

    public TopicDeletions {
        recent = List.copyOf(recent);
    }

    /** {@return whether the deletion of that topic was ordered} */
    public boolean contains(Uuid topicId) {
        return recent.contains(topicId);
    }

    /** Returns what is to be remembered after further deletions. */
    public List<Uuid> recentAnd(Set<Uuid> further) {
        Set<Uuid> all = new LinkedHashSet<>(recent);
        all.addAll(further);
        List<Uuid> list = new ArrayList<>(all);
        return list.subList(Math.max(0, list.size() - CAPACITY), list.size());
    }
}
