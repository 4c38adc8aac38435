package io.embeddedcluster.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The engines that are there. Threading: any thread. */
public final class Engines {

    /** The engine that runs our own servers in this JVM. */
    public static final String EMBEDDED = "embedded";

    private Engines() {}

    /**
     * Starts a cluster on the engine of that name.
     *
     * @throws IllegalArgumentException if there is no such engine
     */
    public static Engine start(String name, ClusterPlan plan) {
        List<String> known = new ArrayList<>();
        // By the loader of this class: the one of the thread may be that of a container that does not see us.
        for (EngineProvider provider :
                ServiceLoader.load(EngineProvider.class, EngineProvider.class.getClassLoader())) {
            if (provider.name().equals(name)) {
                return provider.start(plan);
            }
            known.add(provider.name());
        }
        throw new IllegalArgumentException("engine: " + name + " (expected: one of " + known + ")");
    }
}
