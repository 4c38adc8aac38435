package io.embeddedcluster.internal.observer;

import io.embeddedcluster.internal.host.Host;
import java.util.List;

/**
 * Through which one run of a node tells its observers.
 *
 * <p>An observer that throws is named in the journal and is a defect of the node, which fails the test. The other observers
 * are told all the same, and the node goes on as if the observer had returned.
 *
 * <p>Threading: the event loop of the node.
 */
public final class NodeObserver {

    private final Host host;
    private final List<ClusterObserver> observers;

    /**
     * Makes it for the node that runs on that host.
     *
     * @param observers told in that order; empty where nobody watches
     */
    public NodeObserver(Host host, List<? extends ClusterObserver> observers) {
        this.host = host;
        this.observers = List.copyOf(observers);
    }

    /** {@return whether anybody is told: where nobody is, no event need be made} */
    public boolean isObserved() {
        return !observers.isEmpty();
    }

    /** Tells everybody. */
    public void tell(ClusterEvent event) {
        for (ClusterObserver observer : observers) {
            try {
                event.tell(observer, host.name());
            } catch (Throwable problem) {
                // An observer that checks throws an AssertionError, which is no less a matter of the observer alone.
                String story = "observer " + observer + " failed: " + problem + ", when told of " + event;
                host.journal().record("observer-failed", story);
                host.defect(new IllegalStateException(story, problem));
            }
        }
    }
}
