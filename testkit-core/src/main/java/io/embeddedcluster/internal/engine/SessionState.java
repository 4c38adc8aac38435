package io.embeddedcluster.internal.engine;

import java.time.Duration;
import java.util.List;

/**
 * A session of an ensemble.
 *
 * @param id of the session
 * @param timeout that was negotiated
 * @param ephemerals paths of its ephemeral znodes, in order
 */
public record SessionState(long id, Duration timeout, List<String> ephemerals) {

    /** Copies the list. */
    public SessionState {
        ephemerals = List.copyOf(ephemerals);
    }
}
