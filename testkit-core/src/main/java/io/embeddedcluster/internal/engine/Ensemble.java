package io.embeddedcluster.internal.engine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the quorum nodes of a cluster know, and the sessions of their clients. Threading: any thread but an event loop. */
public interface Ensemble {

    /** {@return the node id of the quorum node that leads and may serve, where there is one} */
    OptionalInt leader();

    /** {@return the tree as text, of the quorum node that has seen most; empty if none answers} */
    Optional<String> znodes();

    /** {@return the sessions that are open, by id; none if no quorum node answers} */
    List<SessionState> sessions();

    /** {@return one session, empty if it is not open} */
    Optional<SessionState> session(long id);

    /** {@return the node id of the server that a session's client is connected to, empty if it is not connected} */
    OptionalInt serverOf(long session);

    /** {@return the client of a session, empty if it is not connected} */
    Optional<SessionClient> client(long session);

    /** Asks the leader to end a session; returns whether it is over for every server that serves. */
    boolean expire(long session);

    /** Resets a session's connection; returns whether there was one. */
    boolean disconnect(long session);

    /** Lets nothing pass between a session's client and any server, until that is ended. */
    Disturbance hold(long session);

    /** Has a session's client refused by all servers but one, until {@link #admitAnywhere}. */
    void admitOnlyAt(long session, int node);

    /** Has a session's client refused no longer. */
    void admitAnywhere(long session);
}
