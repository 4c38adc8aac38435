package io.embeddedcluster.internal.kafka.server;

/**
 * Who sent a request, and how it came here.
 *
 * <p>There is one listener, {@code PLAINTEXT} to the node, and every sender is {@code User:ANONYMOUS}: neither is recorded
 * while no handler can tell one from another.
 *
 * @param clientId the client's name for itself, empty where it gave none
 * @param peer the other end of the connection, as in {@code client 127.0.0.1:40112}
 * @param isInternal whether a broker of this cluster sent the request, not a client from outside
 */
public record RequestContext(String clientId, String peer, boolean isInternal) {}
