package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.watch.Watch;
import java.util.List;

/**
 * A client as the server knows it that serves its session.
 *
 * @param peer who it is: a node's name, or {@code client} and its address
 * @param watches what it watches here, by path
 */
public record ClientStatus(String peer, List<Watch> watches) {

    /** Copies the list. */
    public ClientStatus {
        watches = List.copyOf(watches);
    }
}
