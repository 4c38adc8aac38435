package io.embeddedcluster.parity.behaviour;

/**
 * What clients do and see, written once and played on ours and on real servers.
 *
 * @param name what it is about
 * @param play does it, and asserts what ZooKeeper promises of it
 */
record Behaviour(String name, Play play) {

    /** Does it. */
    @FunctionalInterface
    interface Play {

        void on(Stage stage) throws Exception;
    }
}
