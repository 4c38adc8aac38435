package io.embeddedcluster.internal.kafka.replication;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/** The produces that wait until their records are replicated, by the tickets that the rules of replication know them by. */
final class PendingReplication {

    private final LinkedHashMap<Long, Consumer<ErrorCode>> byTicket = new LinkedHashMap<>();
    private long lastTicket;

    /** Keeps the callback and returns a ticket for it. */
    long add(Consumer<ErrorCode> callback) {
        byTicket.put(++lastTicket, callback);
        return lastTicket;
    }

    /** Tells how it ended, once. */
    void complete(long ticket, ErrorCode outcome) {
        Consumer<ErrorCode> callback = byTicket.remove(ticket);
        if (callback != null) {
            callback.accept(outcome);
        }
    }

    /** Forgets the ticket: its callback is not told any more. */
    void forget(long ticket) {
        byTicket.remove(ticket);
    }
}
