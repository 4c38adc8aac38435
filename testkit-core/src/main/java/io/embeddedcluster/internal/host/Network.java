package io.embeddedcluster.internal.host;

import java.nio.ByteBuffer;

/**
 * A node's access to other nodes and to clients. Every byte travels over a directed, named {@link Link}.
 *
 * <p>Streams are for anything that speaks a client protocol: applications from outside, brokers to brokers, brokers to
 * the quorum. Messages are for consensus among quorum nodes: each arrives whole or not at all, possibly late, twice, or
 * in another order.
 */
public interface Network {

    /** Begins to accept streams: from clients on this node's TCP port, and from other nodes. */
    void listen(StreamAcceptor acceptor);

    /**
     * Opens a stream to another node of the cluster. Never fails at once: what became of it is told to the handler.
     */
    Stream connect(NodeName target, StreamHandler handler);

    /** Opens a stream to an address outside the cluster, over TCP. */
    Stream connect(String address, int port, StreamHandler handler);

    /**
     * Sends one message to another node; the link decides what becomes of it. To a node that there is not, it is lost. The
     * bytes are not modified afterwards.
     */
    void send(NodeName target, ByteBuffer message);

    /** Sets who is given the messages of other nodes. */
    void onMessage(MessageHandler handler);

    /** {@return the TCP port that clients use, the same in each run of this node} */
    int port();

    /** Decides who handles a stream that somebody opened to this node. */
    @FunctionalInterface
    interface StreamAcceptor {

        /** Returns the handler of this new stream, which is open. {@link StreamHandler#onOpen} is not called for it. */
        StreamHandler accept(Stream stream);
    }

    /** Is given messages. */
    @FunctionalInterface
    interface MessageHandler {

        /** Handles one message. The buffer is read-only for the receiver and stays valid. */
        void onMessage(NodeName sender, ByteBuffer message);
    }
}
