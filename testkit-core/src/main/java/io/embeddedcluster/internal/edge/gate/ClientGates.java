package io.embeddedcluster.internal.edge.gate;

import io.embeddedcluster.internal.edge.SessionHolds;
import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The gates of one run of a node, one for each stream of a client.
 *
 * <p>Threading: the node's event loop.
 */
public final class ClientGates {

    private final Host host;
    private final Set<ClientGate> shut = new LinkedHashSet<>();

    /** Makes the gates of a node that has no clients yet. */
    public ClientGates(Host host) {
        this.host = host;
    }

    /**
     * Puts a gate into a new stream.
     *
     * @param inside makes what handles the stream, and sends, behind the gate
     * @return the handler for the stream
     */
    public StreamHandler accept(Stream stream, Function<ClientGate, StreamHandler> inside) {
        ClientGate gate = new ClientGate(stream, this);
        gate.handleWith(inside.apply(gate));
        return gate;
    }

    /** Opens the gates at which nothing is held any more; to be called when a hold was removed. */
    public void review() {
        for (ClientGate gate : List.copyOf(shut)) {
            if (!holds().contain(gate.session())) {
                shut.remove(gate);
                gate.open();
            }
        }
    }

    SessionHolds holds() {
        return host.edge().holds();
    }

    /** A gate has shut: a review opens it, also where its connection is over by then. */
    void hasShut(ClientGate gate) {
        shut.add(gate);
        host.journal().record("client-held", "peer=" + gate.peer() + " session=0x" + Long.toHexString(gate.session()));
    }
}
