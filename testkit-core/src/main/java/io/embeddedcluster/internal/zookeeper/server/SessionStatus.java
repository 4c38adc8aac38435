package io.embeddedcluster.internal.zookeeper.server;

import java.util.List;

/**
 * A session as one server knows it.
 *
 * @param id of the session
 * @param timeoutMillis the negotiated timeout
 * @param ephemerals paths of its ephemeral znodes, in order
 */
public record SessionStatus(long id, int timeoutMillis, List<String> ephemerals) {

    /** Copies the list. */
    public SessionStatus {
        ephemerals = List.copyOf(ephemerals);
    }
}
