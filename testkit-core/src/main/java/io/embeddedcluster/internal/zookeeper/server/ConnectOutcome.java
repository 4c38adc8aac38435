package io.embeddedcluster.internal.zookeeper.server;

/** What a server has decided on a connect request. */
sealed interface ConnectOutcome {

    /** Has it carried out. */
    void carryOut(Actions actions);

    /** How outcomes are carried out. */
    interface Actions {

        /** Tells the client its session, and serves it from now on. */
        void accept(long session, int timeoutMillis);

        /** Tells the client that its session is over, and ends the connection. */
        void tellSessionIsOver(String reason);

        /** Tells the client that a session cannot begin here, and handles nothing more of it. */
        void refuseNewSession();

        /** Ends the connection without a word. */
        void close(String reason);
    }

    /** The session is served here. */
    record Accepted(long session, int timeoutMillis) implements ConnectOutcome {

        @Override
        public void carryOut(Actions actions) {
            actions.accept(session, timeoutMillis);
        }
    }

    /** The session that the client names is over, or not its own. */
    record SessionOver(String reason) implements ConnectOutcome {

        @Override
        public void carryOut(Actions actions) {
            actions.tellSessionIsOver(reason);
        }
    }

    /** To begin a session is a write, and this server only reads. */
    record NewSessionRefused() implements ConnectOutcome {

        @Override
        public void carryOut(Actions actions) {
            actions.refuseNewSession();
        }
    }

    /** The client has to look for another server. */
    record NotServed(String reason) implements ConnectOutcome {

        @Override
        public void carryOut(Actions actions) {
            actions.close(reason);
        }
    }
}
