package io.embeddedcluster.internal.kafka.handler.metadata;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.DescribeClusterRequest;
import io.embeddedcluster.internal.kafka.wire.message.DescribeClusterResponse;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lists the brokers alive and says who is the controller.
 *
 * <p>Versions: 0–2 served (broker 4.4: 0–2).
 * <ul>
 *   <li>1: the client says whether it believes to talk to a broker or to a KRaft controller; this is a broker
 *   <li>2: fenced brokers on request; a broker without a session has no registration here, so there are none
 * </ul>
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-700%3A+Add+Describe+Cluster+API KIP-700
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-919%3A+Allow+AdminClient+to+Talk+Directly+with+the+KRaft+Controller+Quorum+and+add+Controller+Registration
 *     KIP-919
 */
public final class DescribeClusterHandler extends RequestHandler<DescribeClusterRequest, DescribeClusterResponse> {

    private static final byte BROKERS = 1;
    private static final byte CONTROLLERS = 2;

    private final Supplier<MetadataImage> image;

    public DescribeClusterHandler(Supplier<MetadataImage> image) {
        super(ApiKey.DESCRIBE_CLUSTER, DescribeClusterRequest.TYPE);
        this.image = image;
    }

    @Override
    public void handle(Request<DescribeClusterRequest, DescribeClusterResponse> request) {
        byte endpointType = request.body().endpointType();
        if (endpointType == BROKERS) {
            request.respond(describe(image.get(), request.body()));
        } else if (endpointType == CONTROLLERS) {
            request.respond(refuse(
                    ErrorCode.MISMATCHED_ENDPOINT_TYPE, "This is a broker, and the request asks for controllers."));
        } else {
            request.respond(refuse(ErrorCode.UNSUPPORTED_ENDPOINT_TYPE, "Unsupported endpoint type " + endpointType));
        }
    }

    @Override
    public Optional<DescribeClusterResponse> errorResponse(
            DescribeClusterRequest request, short version, ErrorCode error) {
        return Optional.of(new DescribeClusterResponse().errorCode(error.code()));
    }

    private static DescribeClusterResponse refuse(ErrorCode error, String message) {
        return new DescribeClusterResponse().errorCode(error.code()).errorMessage(message);
    }

    private static DescribeClusterResponse describe(MetadataImage image, DescribeClusterRequest request) {
        DescribeClusterResponse response = new DescribeClusterResponse()
                .clusterId(image.clusterId())
                .controllerId(image.isAlive(image.controllerId()) ? image.controllerId() : MetadataImage.NO_CONTROLLER)
                .clusterAuthorizedOperations(
                        request.includeClusterAuthorizedOperations()
                                ? AuthorizedOperations.ALL_OF_THE_CLUSTER
                                : AuthorizedOperations.NOT_REQUESTED);
        image.brokers()
                .values()
                .forEach(broker -> response.brokers()
                        .add(new DescribeClusterResponse.DescribeClusterBroker()
                                .brokerId(broker.nodeId())
                                .host(broker.host())
                                .port(broker.port())
                                .rack(broker.rack())));
        return response;
    }
}
