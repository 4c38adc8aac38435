package io.embeddedcluster.internal.kafka.handler;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.controller.TopicAdmin;
import io.embeddedcluster.internal.kafka.handler.metadata.ApiVersionsHandler;
import io.embeddedcluster.internal.kafka.handler.metadata.DescribeClusterHandler;
import io.embeddedcluster.internal.kafka.handler.metadata.DescribeTopicPartitionsHandler;
import io.embeddedcluster.internal.kafka.handler.metadata.MetadataHandler;
import io.embeddedcluster.internal.kafka.handler.records.FetchHandler;
import io.embeddedcluster.internal.kafka.handler.records.FetchSessions;
import io.embeddedcluster.internal.kafka.handler.records.InitProducerIdHandler;
import io.embeddedcluster.internal.kafka.handler.records.ListOffsetsHandler;
import io.embeddedcluster.internal.kafka.handler.records.OffsetForLeaderEpochHandler;
import io.embeddedcluster.internal.kafka.handler.records.ProduceHandler;
import io.embeddedcluster.internal.kafka.handler.topics.CreateTopicsHandler;
import io.embeddedcluster.internal.kafka.handler.topics.DeleteTopicsHandler;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.AcknowledgementListener;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.replication.DelayedOperations;
import io.embeddedcluster.internal.kafka.replication.HostedReplicas;
import io.embeddedcluster.internal.kafka.server.RequestDispatcher;
import io.embeddedcluster.internal.kafka.znode.ProducerIdAllocator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All that handlers need of their broker.
 *
 * @param host where the broker runs
 * @param nodeId who it is
 * @param image what it knows of the cluster
 * @param replicas what it hosts
 * @param delayed where requests wait
 * @param topicAdmin who creates and deletes topics
 * @param autoCreation who creates topics that clients ask about, and says what to answer meanwhile
 * @param producerIds who gives producers their ids
 * @param acknowledgements who is told what producers are promised
 */
public record BrokerHandlers(
        Host host,
        int nodeId,
        Supplier<MetadataImage> image,
        HostedReplicas replicas,
        DelayedOperations delayed,
        TopicAdmin topicAdmin,
        Function<String, ErrorCode> autoCreation,
        ProducerIdAllocator producerIds,
        AcknowledgementListener acknowledgements) {

    /** Registers one handler for each API key that a broker serves. */
    public void registerAll(RequestDispatcher dispatcher) {
        dispatcher.register(new ProduceHandler(host, image, replicas.appender(), acknowledgements));
        dispatcher.register(new FetchHandler(
                image, replicas.reader(), delayed, new FetchSessions(host.clock(), host.random("fetch-sessions"))));
        dispatcher.register(new ListOffsetsHandler(replicas.reader()));
        dispatcher.register(new MetadataHandler(image, autoCreation));
        dispatcher.register(
                new ApiVersionsHandler(dispatcher.handlers(), () -> image.get().clusterId(), nodeId));
        dispatcher.register(new CreateTopicsHandler(topicAdmin));
        dispatcher.register(new DeleteTopicsHandler(topicAdmin));
        dispatcher.register(new InitProducerIdHandler(producerIds));
        dispatcher.register(new OffsetForLeaderEpochHandler(replicas.reader()));
        dispatcher.register(new DescribeClusterHandler(image));
        dispatcher.register(new DescribeTopicPartitionsHandler(image));
    }
}
