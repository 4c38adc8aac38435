package io.embeddedcluster.parity.benchmark;

import io.embeddedcluster.Cluster;
import org.apache.curator.test.TestingCluster;

/** Three running servers, ours or real ones. */
interface Ensemble {

    /** {@return where its servers are} */
    String connectString();

    /** Ends a server as abruptly as can be; counted from 0, in the order of the connect string. */
    void kill(int server) throws Exception;

    /** Starts it again. */
    void restart(int server) throws Exception;

    /** Ends all servers. */
    void close() throws Exception;

    /** {@return three quorum nodes of the testkit} */
    static Ensemble ours() {
        Cluster cluster = Cluster.builder().brokers(0).quorum(3).start();
        return new Ensemble() {
            @Override
            public String connectString() {
                return cluster.quorumConnectString();
            }

            @Override
            public void kill(int server) {
                cluster.quorumNode(server + 1).kill();
            }

            @Override
            public void restart(int server) {
                cluster.quorumNode(server + 1).start();
            }

            @Override
            public void close() {
                cluster.close();
            }
        };
    }

    /** {@return three servers of ZooKeeper, by Curator} */
    static Ensemble real() throws Exception {
        TestingCluster cluster = new TestingCluster(3);
        cluster.start();
        return new Ensemble() {
            @Override
            public String connectString() {
                return cluster.getConnectString();
            }

            @Override
            public void kill(int server) throws Exception {
                cluster.killServer(cluster.getServers().get(server).getInstanceSpec());
            }

            @Override
            public void restart(int server) throws Exception {
                cluster.restartServer(cluster.getServers().get(server).getInstanceSpec());
            }

            @Override
            public void close() throws Exception {
                cluster.close();
            }
        };
    }
}
