package io.embeddedcluster.junit5;

import io.embeddedcluster.Cluster;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * One place that asks for something of a cluster.
 *
 * @param cluster the cluster
 * @param type what is asked for, with its type arguments
 * @param config what {@link ClientConfig} says there
 */
record ResourceRequest(Cluster cluster, Type type, Map<String, String> config) {

    /**
     * Reads the place.
     *
     * @throws ExtensionConfigurationException for a {@link ClientConfig} that is none
     */
    static ResourceRequest of(Cluster cluster, Type type, AnnotatedElement place) {
        Map<String, String> config = AnnotationSupport.findAnnotation(place, ClientConfig.class)
                .map(annotation -> KeyValues.parse("@ClientConfig", annotation.value()))
                .orElse(Map.of());
        return new ResourceRequest(cluster, type, config);
    }

    /** {@return the type arguments, none where a generic type is used without} */
    List<Type> typeArguments() {
        return type instanceof ParameterizedType parameterized
                ? List.of(parameterized.getActualTypeArguments())
                : List.of();
    }

    /**
     * Returns properties of a Kafka client: the cluster's, then those given, then the user's, which win.
     *
     * @throws ExtensionConfigurationException if the cluster has no brokers
     */
    Properties clientProperties(Map<String, String> defaults) {
        if (cluster.brokers().isEmpty()) {
            throw new ExtensionConfigurationException(type.getTypeName()
                    + " cannot be injected: the cluster has no brokers (expected: brokers = 1 or more)");
        }
        Properties properties = cluster.clientProperties();
        defaults.forEach(properties::setProperty);
        config.forEach(properties::setProperty);
        return properties;
    }
}
