package io.embeddedcluster.internal.engine.embedded;

import io.embeddedcluster.internal.engine.ClusterPlan;
import io.embeddedcluster.internal.engine.Engine;
import io.embeddedcluster.internal.engine.EngineProvider;
import io.embeddedcluster.internal.engine.Engines;

/** Starts clusters of our own servers. Made by {@link java.util.ServiceLoader}. */
public final class EmbeddedProvider implements EngineProvider {

    @Override
    public String name() {
        return Engines.EMBEDDED;
    }

    @Override
    public Engine start(ClusterPlan plan) {
        return new EmbeddedEngine(RunningCluster.start(plan));
    }
}
