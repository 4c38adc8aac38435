package io.embeddedcluster.internal.zookeeper.handler;

import io.embeddedcluster.internal.zookeeper.wire.AddWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.CheckRequest;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteContainerRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.EmptyRequest;
import io.embeddedcluster.internal.zookeeper.wire.MultiRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.PathRequest;
import io.embeddedcluster.internal.zookeeper.wire.PathWatchRequest;
import io.embeddedcluster.internal.zookeeper.wire.ReconfigRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetAclRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.SetWatchesRequest;
import io.embeddedcluster.internal.zookeeper.wire.WatchTypeRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The handler of each operation that servers serve. */
public final class Handlers {

    private final OperationRules rules;
    private final Map<OpCode, WriteHandler<ZkRequest>> writes = new EnumMap<>(OpCode.class);
    private final Map<OpCode, ReadHandler<ZkRequest>> reads = new EnumMap<>(OpCode.class);

    /** Makes one of each, which keep to those rules. */
    public Handlers(OperationRules rules) {
        this.rules = rules;
        write(CreateRequest.class, new CreateHandler(), OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER);
        write(CreateRequest.class, new CreateHandler(), OpCode.CREATE_TTL);
        write(DeleteContainerRequest.class, new DeleteContainerHandler(), OpCode.DELETE_CONTAINER);
        write(DeleteRequest.class, new DeleteHandler(), OpCode.DELETE);
        write(SetDataRequest.class, new SetDataHandler(), OpCode.SET_DATA);
        write(SetAclRequest.class, new SetAclHandler(), OpCode.SET_ACL);
        write(CheckRequest.class, new CheckHandler(), OpCode.CHECK);
        write(MultiRequest.class, new MultiHandler(this), OpCode.MULTI);
        write(ReconfigRequest.class, new ReconfigHandler(), OpCode.RECONFIG);
        read(PathWatchRequest.class, new ExistsHandler(), OpCode.EXISTS);
        read(PathWatchRequest.class, new GetDataHandler(), OpCode.GET_DATA);
        read(PathWatchRequest.class, new GetChildrenHandler(), OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2);
        read(PathRequest.class, new GetAclHandler(), OpCode.GET_ACL);
        read(AddWatchRequest.class, new AddWatchHandler(), OpCode.ADD_WATCH);
        read(SetWatchesRequest.class, new SetWatchesHandler(), OpCode.SET_WATCHES, OpCode.SET_WATCHES2);
        read(WatchTypeRequest.class, new CheckWatchesHandler(), OpCode.CHECK_WATCHES, OpCode.REMOVE_WATCHES);
        read(PathRequest.class, new GetEphemeralsHandler(), OpCode.GET_EPHEMERALS);
        read(PathRequest.class, new GetAllChildrenNumberHandler(), OpCode.GET_ALL_CHILDREN_NUMBER);
        read(EmptyRequest.class, new WhoAmIHandler(), OpCode.WHO_AM_I);
        read(EmptyRequest.class, (context, request) -> ReadResult.done(), OpCode.PING);
        read(MultiRequest.class, new MultiReadHandler(this), OpCode.MULTI_READ);
    }

    private <R extends ZkRequest> void write(Class<R> type, WriteHandler<R> handler, OpCode... ops) {
        for (OpCode op : ops) {
            writes.put(op, (context, request) -> handler.handle(context, type.cast(request)));
        }
    }

    private <R extends ZkRequest> void read(Class<R> type, ReadHandler<R> handler, OpCode... ops) {
        for (OpCode op : ops) {
            reads.put(op, (context, request) -> handler.handle(context, type.cast(request)));
        }
    }

    /** {@return the rules that handlers keep to} */
    public OperationRules rules() {
        return rules;
    }

    /** {@return whether clients may ask for that, and it goes through the log} */
    public boolean isWrite(OpCode op) {
        // As in ZooKeeper, a check is part of a multi only.
        return writes.containsKey(op) && op != OpCode.CHECK;
    }

    /** {@return whether clients may ask for that, and their server answers by itself} */
    public boolean isRead(OpCode op) {
        return reads.containsKey(op);
    }

    /** Does a write, or a part of one. */
    public WriteResult write(WriteContext context, ZkRequest request) {
        return Objects.requireNonNull(writes.get(request.op())).handle(context, request);
    }

    /** Answers a read, or a part of one. */
    public ReadResult read(ReadContext context, ZkRequest request) {
        return Objects.requireNonNull(reads.get(request.op())).handle(context, request);
    }
}
