package io.embeddedcluster.internal.engine;

/** Makes clusters of one kind. Found by {@link java.util.ServiceLoader}, and asked for by its name. */
public interface EngineProvider {

    /** {@return the engine's name, as in {@code embedded}} */
    String name();

    /**
     * Starts a cluster, and returns when it is ready for clients.
     *
     * @throws IllegalArgumentException if a config of the plan is unknown or not allowed, before anything starts
     * @throws IllegalStateException if the cluster did not come up in time
     * @throws UnsupportedOperationException if this engine cannot do what the plan asks for
     */
    Engine start(ClusterPlan plan);
}
