package io.embeddedcluster.internal.edge;

/**
 * One request of one client at one node, as rules see it.
 *
 * @param protocol the protocol that the client speaks
 * @param api what is asked: the name of Kafka's API key, as in {@code PRODUCE}, or of ZooKeeper's operation, as in
 *     {@code CREATE}
 * @param peer who sent it, as in {@code client 127.0.0.1:40112}
 * @param clientId Kafka's client id, empty where the client gave none and in ZooKeeper's protocol
 * @param session ZooKeeper's session id, 0 where there is none yet and in Kafka's protocol
 */
public record EdgeRequest(Protocol protocol, String api, String peer, String clientId, long session) {

    /** What is asked by the first request of a ZooKeeper client's connection, which begins a session or goes on with one. */
    public static final String CONNECT = "CONNECT";

    /** Returns a request of a Kafka client. */
    public static EdgeRequest ofKafka(String api, String peer, String clientId) {
        return new EdgeRequest(Protocol.KAFKA, api, peer, clientId, 0);
    }

    /** Returns a request of a ZooKeeper client. */
    public static EdgeRequest ofZookeeper(String api, String peer, long session) {
        return new EdgeRequest(Protocol.ZOOKEEPER, api, peer, "", session);
    }

    /** The protocols that nodes speak with clients. */
    public enum Protocol {
        /** A broker is asked. */
        KAFKA,
        /** A quorum node is asked. */
        ZOOKEEPER
    }
}
