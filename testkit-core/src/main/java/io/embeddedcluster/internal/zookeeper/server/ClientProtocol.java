package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.operator.FourLetterWords;
import io.embeddedcluster.internal.zookeeper.wire.JuteReader;

/**
 * The handlers of all that clients send: four-letter words of operators, the connect request that begins a connection, and
 * the requests behind it.
 *
 * <p>Threading: the node's event loop.
 */
public final class ClientProtocol {

    private final ClientService service;
    private final FourLetterWords words;
    private final Handshake handshake;
    private final OperationDispatcher dispatcher;

    /** Makes the protocol of one server. */
    public ClientProtocol(
            ClientService service, FourLetterWords words, Handshake handshake, OperationDispatcher dispatcher) {
        this.service = service;
        this.words = words;
        this.handshake = handshake;
        this.dispatcher = dispatcher;
    }

    /** {@return whether clients are served now, beyond words} */
    boolean isServing() {
        return service.isServing();
    }

    /** {@return the words that operators can ask for} */
    FourLetterWords words() {
        return words;
    }

    /** {@return the queue for the requests of a new connection} */
    RequestQueue queueOf(ClientConnection client) {
        return dispatcher.queueOf(client);
    }

    /** Handles the first frame of a connection. */
    void connect(ClientConnection client, JuteReader frame) {
        handshake.begin(client, frame);
    }

    /** Handles a frame of a connection that serves a session. */
    void request(ClientConnection client, long session, JuteReader frame) {
        service.touch(session, client.heardNanos());
        client.requests().inTurn(() -> dispatcher.dispatch(client, session, frame));
    }
}
