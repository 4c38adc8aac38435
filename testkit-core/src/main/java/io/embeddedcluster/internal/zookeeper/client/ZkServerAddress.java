package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.host.Network;
import io.embeddedcluster.internal.host.NodeName;
import io.embeddedcluster.internal.host.Stream;
import io.embeddedcluster.internal.host.StreamHandler;

/** The address of a ZooKeeper server. */
public sealed interface ZkServerAddress {

    /** Opens a stream to it. */
    Stream connect(Network network, StreamHandler handler);

    /** A quorum node of this cluster, reached over its link. */
    record Node(NodeName name) implements ZkServerAddress {

        @Override
        public Stream connect(Network network, StreamHandler handler) {
            return network.connect(name, handler);
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }

    /** Any ZooKeeper server, reached over TCP. */
    record Tcp(String host, int port) implements ZkServerAddress {

        @Override
        public Stream connect(Network network, StreamHandler handler) {
            return network.connect(host, port, handler);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
