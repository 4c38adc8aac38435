package io.embeddedcluster.internal.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * All links of one cluster: each ordered pair of nodes has one, and each node has one to and one from the clients. Rules lie
 * on links; a split is one.
 *
 * <p>Threading: links are looked up on any thread. Rules are installed and removed from outside the event loops; they
 * return when all links involved have changed.
 */
public final class Fabric {

    /** The name of everything outside the cluster in a link's name. */
    public static final String CLIENT = "client";

    private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(10);

    private final Map<String, Executor> loops = new ConcurrentSkipListMap<>();
    private final Consumer<Throwable> defects;
    private final Map<String, Link> links = new ConcurrentSkipListMap<>();

    /**
     * Makes a fabric without nodes.
     *
     * @param defects told of a link's rule that throws
     */
    public Fabric(Consumer<Throwable> defects) {
        this.defects = defects;
    }

    /** Adds a node, whose event loop owns the links towards it. */
    public void add(NodeName node, Executor loop) {
        // What was late for an earlier node of this name may have made links anew.
        forgetLinks(node.value());
        loops.put(node.value(), loop);
    }

    /** Takes the links from and to a node away. What is still on its way there is lost. */
    public void remove(NodeName node) {
        forgetLinks(node.value());
    }

    private void forgetLinks(String node) {
        links.keySet().removeIf(name -> name.startsWith(node + "->") || name.endsWith("->" + node));
    }

    /** {@return whether there is a node of that name} */
    public boolean has(NodeName node) {
        return loops.containsKey(node.value());
    }

    /** {@return the link from one node to another} */
    public Link link(NodeName from, NodeName to) {
        return link(from.value(), to.value(), to.value());
    }

    /** {@return the link from the clients to a node} */
    public Link fromClients(NodeName to) {
        return link(CLIENT, to.value(), to.value());
    }

    /** {@return the link from a node to the clients} */
    public Link toClients(NodeName from) {
        return link(from.value(), CLIENT, from.value());
    }

    /** {@return the link from a node to an address outside the cluster} */
    public Link toOutside(NodeName from, String address) {
        return link(from.value(), address, from.value());
    }

    /** {@return the link from an address outside the cluster, to which the node connected, back to the node} */
    public Link fromOutside(String address, NodeName to) {
        return link(address, to.value(), to.value());
    }

    private Link link(String from, String to, String owner) {
        return links.computeIfAbsent(from + "->" + to, name -> {
            Executor loop = loops.get(owner);
            if (loop == null) {
                throw new IllegalArgumentException(owner + " is not a node of this cluster");
            }
            return new Link(name, loop, defects);
        });
    }

    /** {@return all links that were used, by name} */
    public List<Link> links() {
        return List.copyOf(links.values());
    }

    /** Cuts every link between the two groups, in both directions. */
    public Split split(Set<NodeName> oneSide, Set<NodeName> otherSide) {
        List<Link> cut = linksBetween(oneSide, otherSide);
        cut.addAll(linksBetween(otherSide, oneSide));
        return cut(cut);
    }

    /** Cuts every link from a node of the one group to one of the other; what goes the other way arrives. */
    public Split splitOneWay(Set<NodeName> from, Set<NodeName> to) {
        return cut(linksBetween(from, to));
    }

    private List<Link> linksBetween(Set<NodeName> from, Set<NodeName> to) {
        List<Link> links = new ArrayList<>();
        from.forEach(one -> to.forEach(other -> links.add(link(one, other))));
        return links;
    }

    private Split cut(List<Link> links) {
        Split split = new Split(links);
        install(split, split.links());
        return split;
    }

    /** Takes the split off all its links, which then deliver what they held; does nothing the second time. */
    public void heal(Split split) {
        remove(split, split.links());
    }

    /** Puts a rule on those links; returns when it lies on each. */
    public void install(LinkRule rule, List<Link> links) {
        onEach(links, link -> link.install(rule));
    }

    /** Takes a rule off those links, which then deliver what it alone held; returns when it lies on none of them. */
    public void remove(LinkRule rule, List<Link> links) {
        onEach(links, link -> link.remove(rule));
    }

    private static void onEach(List<Link> links, Consumer<Link> change) {
        CountDownLatch done = new CountDownLatch(links.size());
        for (Link link : links) {
            link.owner().execute(() -> {
                try {
                    change.accept(link);
                } finally {
                    done.countDown();
                }
            });
        }
        if (!ShortWait.on(done, CHANGE_TIMEOUT)) {
            throw new IllegalStateException(
                    "the event loops did not take a change of " + links.size() + " links within " + CHANGE_TIMEOUT);
        }
    }
}
