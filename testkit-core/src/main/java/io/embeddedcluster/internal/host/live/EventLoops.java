package io.embeddedcluster.internal.host.live;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops of this JVM: as many threads as cores, however many clusters run, started at first use and kept.
 *
 * <p>Threads are daemons, so that a forgotten cluster never keeps a JVM alive.
 */
final class EventLoops {

    private static final EventLoops SHARED = new EventLoops();

    private final NioEventLoopGroup group;
    private final ClusterClock clock;

    private EventLoops() {
        int count = Math.max(2, Runtime.getRuntime().availableProcessors());
        group = new NioEventLoopGroup(count, new DefaultThreadFactory("embedded-cluster-loop", true));
        clock = new ClusterClock(group);
    }

    static EventLoops shared() {
        return SHARED;
    }

    /** {@return the next event loop in turn, for one node's whole life} */
    EventLoop next() {
        return group.next();
    }

    /** {@return the clock that all clusters of this JVM share} */
    ClusterClock clock() {
        return clock;
    }
}
