package io.embeddedcluster.internal.zookeeper.server;

/**
 * What a test has ordered for the connections of a session at one server: the injection point for faults that concern one
 * client. A server asks when a client comes with a session, and for all its clients when it is told to review them.
 *
 * <p>Threading: asked on the node's event loop.
 */
public interface ClientAdmission {

    /** Lets everybody in. */
    ClientAdmission OPEN = new ClientAdmission() {
        @Override
        public Order of(long session) {
            return Order.ADMIT;
        }

        @Override
        public void held(long session) {}
    };

    /** {@return what is ordered for that session now} */
    Order of(long session);

    /** Is told of each piece that was held back, in whatever direction. */
    void held(long session);

    /** What to do with the connections of a session. */
    enum Order {
        /** The connection is served: no order concerns it. */
        ADMIT,
        /** The connection stays open, and nothing passes in either direction. */
        HOLD,
        /** The connection is closed, as a server does that is behind the client. */
        REFUSE
    }
}
