package io.embeddedcluster.internal.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/** The body of a request, without its header. */
public sealed interface ZkRequest
        permits AddWatchRequest,
                AuthRequest,
                CheckRequest,
                CreateRequest,
                DeleteContainerRequest,
                DeleteRequest,
                EmptyRequest,
                MultiRequest,
                PathRequest,
                PathWatchRequest,
                ReconfigRequest,
                SaslRequest,
                SetAclRequest,
                SetDataRequest,
                SetWatchesRequest,
                WatchTypeRequest {

    /** {@return what it asks for} */
    OpCode op();

    /** Writes the body. */
    void write(JuteWriter out);

    /**
     * Reads the body of a request of that kind, or returns null where we do not know its form.
     *
     * @throws JuteFormatException if the bytes are not such a request
     */
    static @Nullable ZkRequest read(OpCode op, JuteReader in) {
        return switch (op) {
            case CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL -> CreateRequest.read(op, in);
            case DELETE -> DeleteRequest.read(in);
            case DELETE_CONTAINER -> DeleteContainerRequest.read(in);
            case SET_DATA -> SetDataRequest.read(in);
            case SET_ACL -> SetAclRequest.read(in);
            case CHECK -> CheckRequest.read(in);
            case MULTI, MULTI_READ -> MultiRequest.read(op, in);
            case EXISTS, GET_DATA, GET_CHILDREN, GET_CHILDREN2 -> PathWatchRequest.read(op, in);
            case GET_ACL, SYNC, GET_ALL_CHILDREN_NUMBER, GET_EPHEMERALS -> PathRequest.read(op, in);
            case CHECK_WATCHES, REMOVE_WATCHES -> WatchTypeRequest.read(op, in);
            case ADD_WATCH -> AddWatchRequest.read(in);
            case SET_WATCHES, SET_WATCHES2 -> SetWatchesRequest.read(op, in);
            case AUTH -> AuthRequest.read(in);
            case SASL -> SaslRequest.read(in);
            case PING, CLOSE_SESSION, WHO_AM_I -> new EmptyRequest(op);
            case RECONFIG -> ReconfigRequest.read(in);
            case CREATE_SESSION, ERROR -> null;
        };
    }
}
