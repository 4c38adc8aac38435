package io.embeddedcluster.internal.kafka.server;

/**
 * The handlers of one subject, such as records, metadata or topics: one package below {@code handler}, one group in it. A
 * group holds what its handlers need of the broker and nothing else; {@code BrokerNode} makes the groups and lets each
 * register itself. A new subject is a new group, and no other changes for it.
 */
public interface HandlerGroup {

    /**
     * Registers one handler for each API key of the subject.
     *
     * @throws IllegalArgumentException if another handler serves one of the keys already
     */
    void registerOn(RequestDispatcher dispatcher);
}
