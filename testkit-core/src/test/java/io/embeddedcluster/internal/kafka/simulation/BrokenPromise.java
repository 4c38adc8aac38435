package io.embeddedcluster.internal.kafka.simulation;

/** One of Kafka's promises does not hold; the message begins with its name. */
final class BrokenPromise extends AssertionError {

    private static final long serialVersionUID = 1L;

    BrokenPromise(String promise, String found) {
        super(promise + ": " + found);
    }
}
