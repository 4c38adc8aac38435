package io.embeddedcluster.internal.kafka.handler.records;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.replication.DelayedOperations;
import io.embeddedcluster.internal.kafka.replication.HostedReplicas;
import io.embeddedcluster.internal.kafka.server.HandlerGroup;
import io.embeddedcluster.internal.kafka.server.RequestDispatcher;
import io.embeddedcluster.internal.kafka.znode.ProducerIdAllocator;
import io.embeddedcluster.internal.observer.NodeObserver;
import java.util.function.Supplier;

/**
 * The handlers of requests about records, and what they need of their broker.
 *
 * @param host where the broker runs
 * @param image what it knows of the cluster
 * @param replicas what it hosts
 * @param delayed where requests wait
 * @param producerIds who gives producers their ids
 * @param observer told what producers are promised
 */
public record RecordHandlers(
        Host host,
        Supplier<MetadataImage> image,
        HostedReplicas replicas,
        DelayedOperations delayed,
        ProducerIdAllocator producerIds,
        NodeObserver observer)
        implements HandlerGroup {

    @Override
    public void registerOn(RequestDispatcher dispatcher) {
        dispatcher.register(new ProduceHandler(host, image, replicas.appender(), observer));
        dispatcher.register(new FetchHandler(
                image, replicas.reader(), delayed, new FetchSessions(host.clock(), host.random("fetch-sessions"))));
        dispatcher.register(new ListOffsetsHandler(replicas.reader()));
        dispatcher.register(new OffsetForLeaderEpochHandler(replicas.reader()));
        dispatcher.register(new InitProducerIdHandler(producerIds));
    }
}
