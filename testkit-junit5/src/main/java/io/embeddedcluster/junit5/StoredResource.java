package io.embeddedcluster.junit5;

import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** Something injected that wants to be closed, in JUnit's store; stored after the cluster, it is closed before it. */
@SuppressWarnings({"deprecation", "try"})
record StoredResource(AutoCloseable resource) implements AutoCloseable, Store.CloseableResource {

    @Override
    public void close() throws Exception {
        resource.close();
    }
}
