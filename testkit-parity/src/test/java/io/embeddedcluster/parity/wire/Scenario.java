package io.embeddedcluster.parity.wire;

/**
 * A conversation with a server, the same whichever it is.
 *
 * @param name what it is about
 * @param talk has it
 */
record Scenario(String name, Talk talk) {

    /** Has a conversation. */
    @FunctionalInterface
    interface Talk {

        void with(Script script) throws Exception;
    }
}
