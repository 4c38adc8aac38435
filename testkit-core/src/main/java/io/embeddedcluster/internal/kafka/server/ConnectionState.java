package io.embeddedcluster.internal.kafka.server;

/** What a connection still takes in and gives out. {@link KafkaConnection} draws how one follows upon another. */
sealed interface ConnectionState {

    /** {@return whether bytes that come are looked at} */
    boolean takesBytes();

    /** {@return whether nothing is served and answered any more} */
    boolean hasEnded();

    /** All requests that have come are answered. */
    void allServed(KafkaConnection connection);

    /** Bytes come in, answers go out. */
    record Open() implements ConnectionState {

        @Override
        public boolean takesBytes() {
            return true;
        }

        @Override
        public boolean hasEnded() {
            return false;
        }

        @Override
        public void allServed(KafkaConnection connection) {}
    }

    /**
     * What came last cannot be a request: what came before it is still answered.
     *
     * @param reason why it cannot
     */
    record Broken(String reason) implements ConnectionState {

        @Override
        public boolean takesBytes() {
            return false;
        }

        @Override
        public boolean hasEnded() {
            return false;
        }

        @Override
        public void allServed(KafkaConnection connection) {
            connection.refuse(reason);
        }
    }

    /** Closed, from whichever side. */
    record Ended() implements ConnectionState {

        @Override
        public boolean takesBytes() {
            return false;
        }

        @Override
        public boolean hasEnded() {
            return true;
        }

        @Override
        public void allServed(KafkaConnection connection) {}
    }
}
