package io.embeddedcluster.junit5;

import io.embeddedcluster.Cluster;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** A cluster in JUnit's store. JUnit closes {@link AutoCloseable}s since 5.13, and before that only the other kind. */
@SuppressWarnings("deprecation")
record StoredCluster(Cluster cluster) implements AutoCloseable, Store.CloseableResource {

    @Override
    public void close() {
        cluster.close();
    }
}
