package io.embeddedcluster.internal.kafka.handler.metadata;

import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.server.Request;
import io.embeddedcluster.internal.kafka.server.RequestHandler;
import io.embeddedcluster.internal.kafka.wire.ApiKey;
import io.embeddedcluster.internal.kafka.wire.message.ApiVersionsRequest;
import io.embeddedcluster.internal.kafka.wire.message.ApiVersionsResponse;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Tells a client which API keys and versions this broker serves: exactly those of the registered handlers.
 *
 * <p>Versions: 0–5 served (broker 4.4: 0–5).
 * <ul>
 *   <li>any other version: answered as version 0 with UNSUPPORTED_VERSION and the range of ApiVersions alone
 *   <li>3: the client names its software, whose name and version must look like one
 *   <li>5: a client that says which node of which cluster it means is sent back to its bootstrap servers by any other
 * </ul>
 *
 * <p>Not modelled: features. None is supported and none finalized, so that no client takes up a protocol that depends on
 * one.
 *
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-511%3A+Collect+and+Expose+Client%27s+Name+and+Version+in+the+Brokers
 *     KIP-511
 * @spec https://cwiki.apache.org/confluence/display/KAFKA/KIP-1242:+Detection+and+handling+of+misrouted+connections
 *     KIP-1242
 */
public final class ApiVersionsHandler extends RequestHandler<ApiVersionsRequest, ApiVersionsResponse> {

    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final Collection<RequestHandler<?, ?>> handlers;
    private final Supplier<String> clusterId;
    private final int nodeId;

    public ApiVersionsHandler(Collection<RequestHandler<?, ?>> handlers, Supplier<String> clusterId, int nodeId) {
        super(ApiKey.API_VERSIONS, ApiVersionsRequest.TYPE);
        this.handlers = handlers;
        this.clusterId = clusterId;
        this.nodeId = nodeId;
    }

    @Override
    public void handle(Request<ApiVersionsRequest, ApiVersionsResponse> request) {
        request.respond(respond(request.version(), request.body()));
    }

    @Override
    public Optional<ApiVersionsResponse> errorResponse(ApiVersionsRequest request, short version, ErrorCode error) {
        return Optional.of(new ApiVersionsResponse().errorCode(error.code()));
    }

    private ApiVersionsResponse respond(short version, ApiVersionsRequest request) {
        ApiVersionsResponse response = new ApiVersionsResponse();
        if (!serves(version)) {
            response.errorCode(ErrorCode.UNSUPPORTED_VERSION.code());
            response.apiKeys().add(rangeOf(this));
        } else if (version >= 3 && !namesItsSoftware(request)) {
            response.errorCode(ErrorCode.INVALID_REQUEST.code());
        } else if (version >= 5 && isMisrouted(request)) {
            response.errorCode(ErrorCode.REBOOTSTRAP_REQUIRED.code());
        } else {
            handlers.forEach(handler -> response.apiKeys().add(rangeOf(handler)));
            response.finalizedFeaturesEpoch(0);
        }
        return response;
    }

    private static boolean namesItsSoftware(ApiVersionsRequest request) {
        return SOFTWARE.matcher(request.clientSoftwareName()).matches()
                && SOFTWARE.matcher(request.clientSoftwareVersion()).matches();
    }

    private boolean isMisrouted(ApiVersionsRequest request) {
        String meant = request.clusterId();
        return meant != null && !(meant.equals(clusterId.get()) && request.nodeId() == nodeId);
    }

    private static ApiVersionsResponse.ApiVersion rangeOf(RequestHandler<?, ?> handler) {
        return new ApiVersionsResponse.ApiVersion()
                .apiKey(handler.apiKey().id())
                .minVersion(handler.lowestAdvertisedVersion())
                .maxVersion(handler.highestVersion());
    }
}
