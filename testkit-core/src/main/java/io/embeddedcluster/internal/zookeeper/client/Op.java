package io.embeddedcluster.internal.zookeeper.client;

import io.embeddedcluster.internal.zookeeper.wire.Acl;
import io.embeddedcluster.internal.zookeeper.wire.CheckRequest;
import io.embeddedcluster.internal.zookeeper.wire.CreateMode;
import io.embeddedcluster.internal.zookeeper.wire.CreateRequest;
import io.embeddedcluster.internal.zookeeper.wire.DeleteRequest;
import io.embeddedcluster.internal.zookeeper.wire.OpCode;
import io.embeddedcluster.internal.zookeeper.wire.SetDataRequest;
import io.embeddedcluster.internal.zookeeper.wire.ZkRequest;

/** One part of {@link ZkClient#multi}. */
public record Op(ZkRequest request) {

    /** Creates a znode; the result holds its path and stat. */
    public static Op create(String path, byte[] data, CreateMode mode) {
        return new Op(new CreateRequest(OpCode.CREATE2, path, data, Acl.OPEN, mode.flags(), -1));
    }

    /** Deletes a znode whose data has that version, -1 for any. */
    public static Op delete(String path, int version) {
        return new Op(new DeleteRequest(path, version));
    }

    /** Replaces the data where it has that version, -1 for any; the result holds the stat. */
    public static Op setData(String path, byte[] data, int version) {
        return new Op(new SetDataRequest(path, data, version));
    }

    /** Fails the whole where the znode's data does not have that version, or, with -1, where there is no such znode. */
    public static Op check(String path, int version) {
        return new Op(new CheckRequest(path, version));
    }
}
