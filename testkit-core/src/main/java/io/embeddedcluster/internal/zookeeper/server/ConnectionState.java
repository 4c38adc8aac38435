package io.embeddedcluster.internal.zookeeper.server;

import io.embeddedcluster.internal.zookeeper.wire.JuteReader;

/**
 * Where a client's connection stands.
 *
 * <pre>
 *  New -- four-letter word --&gt; AnsweringWord --&gt; Closed
 *   |
 *   connect request --&gt; Handshaking -- session created or moved --&gt; Serving --&gt; Closed
 * </pre>
 */
sealed interface ConnectionState {

    /** {@return the session that is served or, at the end, was; 0 where there is none} */
    default long session() {
        return 0;
    }

    /** {@return the session's timeout in milliseconds, 0 where there is no session} */
    default int timeoutMillis() {
        return 0;
    }

    /** A state in which the next frame is handled. */
    sealed interface Receiving extends ConnectionState {

        /** Has the next frame handled. */
        void receive(ClientProtocol protocol, ClientConnection client, JuteReader frame);
    }

    /** Nothing has come that could be understood: a word or a connect request may. */
    record New() implements Receiving {

        @Override
        public void receive(ClientProtocol protocol, ClientConnection client, JuteReader frame) {
            protocol.connect(client, frame);
        }
    }

    /** The client has asked for a word, and is disconnected when that is answered. */
    record AnsweringWord() implements ConnectionState {}

    /** The connect request is not answered yet, and nothing more is handled meanwhile. */
    record Handshaking() implements ConnectionState {}

    /** Requests of that session are served. */
    record Serving(long session, int timeoutMillis) implements Receiving {

        @Override
        public void receive(ClientProtocol protocol, ClientConnection client, JuteReader frame) {
            protocol.request(client, session, frame);
        }
    }

    /** It is over. */
    record Closed(long session) implements ConnectionState {}
}
