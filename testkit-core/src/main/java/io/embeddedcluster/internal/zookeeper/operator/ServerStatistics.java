package io.embeddedcluster.internal.zookeeper.operator;

/** What a server has counted since it began to serve in its present mode, or since an operator reset its counters. */
public final class ServerStatistics {

    private final Latencies latencies = new Latencies();
    private final SizeRange responses = new SizeRange();
    private long received;
    private long receivedBytes;
    private long sent;
    private long responseBytes;
    private long watchBytes;
    private long connectRequests;
    private long revalidations;
    private long sessionlessExpired;
    private long authFailures;

    /** A packet of a client has come. */
    public void received(int bytes) {
        received++;
        receivedBytes += bytes;
    }

    /** A packet has gone to a client. */
    public void sent() {
        sent++;
    }

    /** A request was answered after that time. */
    public void answered(long millis) {
        latencies.add(millis);
    }

    /** A reply has gone to a client; lengths do not count the four bytes that tell it. */
    public void responded(int bytes) {
        responses.add(bytes);
        responseBytes += bytes;
    }

    /** A watch event has gone to a client. */
    public void notified(int bytes) {
        responses.add(bytes);
        watchBytes += bytes;
    }

    /** A client has asked for a session, or for its own again. */
    public void connectRequested(boolean hadSession) {
        connectRequests++;
        if (hadSession) {
            revalidations++;
        }
    }

    /** A connection was closed because it asked for no session in time. */
    public void sessionlessExpired() {
        sessionlessExpired++;
    }

    /** A client could not prove who it is. */
    public void authFailed() {
        authFailures++;
    }

    /** Begins to count anew. */
    public void reset() {
        latencies.reset();
        responses.reset();
        received = 0;
        receivedBytes = 0;
        sent = 0;
        responseBytes = 0;
        watchBytes = 0;
        connectRequests = 0;
        revalidations = 0;
        sessionlessExpired = 0;
        authFailures = 0;
    }

    Latencies latencies() {
        return latencies;
    }

    SizeRange responses() {
        return responses;
    }

    long receivedCount() {
        return received;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    long sentCount() {
        return sent;
    }

    long responseBytes() {
        return responseBytes;
    }

    long watchBytes() {
        return watchBytes;
    }

    long connectRequestCount() {
        return connectRequests;
    }

    long revalidationCount() {
        return revalidations;
    }

    long sessionlessExpiredCount() {
        return sessionlessExpired;
    }

    long authFailureCount() {
        return authFailures;
    }
}
