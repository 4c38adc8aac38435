package io.embeddedcluster.internal.edge;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The edge of one node, with the rules that are installed there. It belongs to the node's machine: a rule stays through
 * the node's restarts, until it is removed.
 *
 * <p>Threading: rules are installed and removed on any thread, and asked on the node's event loop.
 */
public final class Edge {

    private final AtomicReference<@Nullable InstalledRules> rules = new AtomicReference<>();
    private final SessionHolds holds = new SessionHolds();
    private final Consumer<Throwable> defects;

    /**
     * Makes an edge without rules.
     *
     * @param defects told of a rule that throws
     */
    public Edge(Consumer<Throwable> defects) {
        this.defects = defects;
    }

    /** {@return the rules to ask, or null where there are none: then nothing of the edge is paid for} */
    public @Nullable InstalledRules rules() {
        return rules.get();
    }

    /** {@return the sessions whose clients this node neither hears nor reaches} */
    public SessionHolds holds() {
        return holds;
    }

    /**
     * Adds a rule behind those that are there.
     *
     * @param name what a report of its failure calls it
     * @return takes the rule away again; does nothing the second time
     */
    public Runnable install(String name, RequestRule rule) {
        InstalledRules.Entry entry = new InstalledRules.Entry(name, rule);
        rules.updateAndGet(present -> InstalledRules.with(present, entry, defects));
        return () -> rules.updateAndGet(present -> InstalledRules.without(present, entry));
    }
}
