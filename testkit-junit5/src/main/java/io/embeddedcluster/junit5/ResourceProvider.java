package io.embeddedcluster.junit5;

/** Makes what is injected, for one type. */
@FunctionalInterface
interface ResourceProvider {

    /**
     * Makes one for the place that asks.
     *
     * @throws org.junit.jupiter.api.extension.ExtensionConfigurationException if the place asks for what cannot be
     */
    Provided provide(ResourceRequest request);

    /**
     * What is injected, and how it is closed before the cluster is.
     *
     * @param value of the type that is provided
     * @param closing frees what it holds, within seconds, whatever state the cluster is in
     */
    record Provided(Object value, AutoCloseable closing) {

        /** {@return something of the cluster itself, which needs no closing} */
        static Provided lasting(Object value) {
            return new Provided(value, () -> {});
        }
    }
}
