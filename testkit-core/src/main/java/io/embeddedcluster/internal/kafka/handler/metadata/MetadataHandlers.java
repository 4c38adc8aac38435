package io.embeddedcluster.internal.kafka.handler.metadata;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.server.HandlerGroup;
import io.embeddedcluster.internal.kafka.server.RequestDispatcher;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The handlers of requests about the cluster, and what they need of their broker.
 *
 * @param nodeId which broker answers
 * @param image what it knows of the cluster
 * @param autoCreation creates topics that clients ask about, where the configuration allows that, and says what to answer
 *     meanwhile
 */
public record MetadataHandlers(int nodeId, Supplier<MetadataImage> image, Function<String, ErrorCode> autoCreation)
        implements HandlerGroup {

    @Override
    public void registerOn(RequestDispatcher dispatcher) {
        // The table of versions that ApiVersions shows is that of all groups, this one and the others.
        dispatcher.register(
                new ApiVersionsHandler(dispatcher.handlers(), () -> image.get().clusterId(), nodeId));
        dispatcher.register(new MetadataHandler(image, autoCreation));
        dispatcher.register(new DescribeClusterHandler(image));
        dispatcher.register(new DescribeTopicPartitionsHandler(image));
    }
}
