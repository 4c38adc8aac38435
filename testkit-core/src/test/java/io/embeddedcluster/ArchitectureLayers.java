package io.embeddedcluster;

import java.util.List;
import java.util.Map;

/** The order of the packages, top first: a package may use those below its own. */
final class ArchitectureLayers {

    private static final String ROOT = "io.embeddedcluster";

    /** The one package that is one layer with another: the messages that are generated. */
    private static final Map<String, String> SAME_LAYER =
            Map.of(".internal.kafka.wire.message", ".internal.kafka.wire");

    private static final List<String> ORDER = List.of(
            ".internal.launcher",
            ".internal.launcher.demo",
            ".internal.toxiproxy",
            ".internal.report",
            "",
            ".internal.engine.embedded",
            ".internal.engine",
            ".internal.check",
            ".internal.kafka",
            ".internal.kafka.handler.records",
            ".internal.kafka.handler.topics",
            ".internal.kafka.handler.metadata",
            ".internal.kafka.server",
            ".internal.kafka.controller",
            ".internal.kafka.replication",
            ".internal.kafka.replica",
            ".internal.kafka.log",
            ".internal.kafka.znode",
            ".internal.kafka.metadata",
            ".internal.kafka.config",
            ".internal.kafka.wire",
            ".internal.kafka.rules",
            ".internal.kafka.model",
            ".internal.zookeeper",
            ".internal.zookeeper.server",
            ".internal.zookeeper.replicated",
            ".internal.zookeeper.config",
            ".internal.zookeeper.operator",
            ".internal.zookeeper.handler",
            ".internal.zookeeper.session",
            ".internal.zookeeper.watch",
            ".internal.zookeeper.tree",
            ".internal.zookeeper.client",
            ".internal.zookeeper.wire",
            ".internal.raft",
            ".internal.observer",
            ".internal.host.live",
            ".internal.host.simulated",
            ".internal.edge.gate",
            ".internal.host",
            ".internal.edge",
            ".internal.config",
            ".internal.journal",
            ".fault",
            ".check",
            ".history");

    private ArchitectureLayers() {}

    static boolean isOurs(String packageName) {
        return packageName.equals(ROOT) || packageName.startsWith(ROOT + ".");
    }

    /**
     * Says whether a class of one package may use a class of another.
     *
     * @throws AssertionError where a package has no place in the order
     */
    static boolean mayUse(String origin, String target) {
        return place(origin) <= place(target);
    }

    /** {@return the package whose layer that one belongs to} */
    static String layerOf(String packageName) {
        String relative = relative(packageName);
        return ROOT + SAME_LAYER.getOrDefault(relative, relative);
    }

    private static int place(String packageName) {
        String relative = relative(packageName);
        int place = ORDER.indexOf(SAME_LAYER.getOrDefault(relative, relative));
        if (place < 0) {
            throw new AssertionError("package " + packageName + " has no place in the order: give it one in "
                    + ArchitectureLayers.class.getSimpleName() + ", and in ARCHITECTURE.md");
        }
        return place;
    }

    private static String relative(String packageName) {
        return packageName.substring(ROOT.length());
    }
}
