package io.embeddedcluster.internal.zookeeper.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Several operations in one request: all writes, done together or not at all (multi), or all reads (multiRead).
 *
 * @param op which of the two
 * @param operations in order; may be empty
 */
public record MultiRequest(OpCode op, List<ZkRequest> operations) implements ZkRequest {

    public MultiRequest {
        operations = List.copyOf(operations);
    }

    static MultiRequest read(OpCode op, JuteReader in) {
        List<ZkRequest> operations = new ArrayList<>();
        while (true) {
            MultiHeader header = MultiHeader.read(in);
            if (header.done()) {
                return new MultiRequest(op, operations);
            }
            OpCode part = OpCode.of(header.type());
            if (part == null || !(isWrite(part) || (op == OpCode.MULTI_READ && isRead(part)))) {
                throw new JuteFormatException("operation of type " + header.type() + " in a " + op);
            }
            if (!operations.isEmpty() && isRead(operations.get(0).op()) != isRead(part)) {
                throw new JuteFormatException("reads and writes in one " + op);
            }
            operations.add(readPart(part, in));
        }
    }

    private static ZkRequest readPart(OpCode op, JuteReader in) {
        ZkRequest part = ZkRequest.read(op, in);
        if (part instanceof CreateRequest create) {
            return createPart(create);
        }
        if (part instanceof PathWatchRequest read) {
            // As in ZooKeeper, there are no watches here.
            return new PathWatchRequest(read.op(), read.path(), false);
        }
        if (part == null) {
            throw new JuteFormatException("operation " + op + " in a multi");
        }
        return part;
    }

    /** As in ZooKeeper, where a part makes no TTL node its TTL is forgotten, and only createTTL makes one. */
    private static ZkRequest createPart(CreateRequest create) {
        CreateMode mode = CreateMode.of(create.flags());
        boolean makesTtl = mode != null && mode.isTtl();
        if (create.op() == OpCode.CREATE_TTL) {
            if (makesTtl || mode == null) {
                return create;
            }
            OpCode op = mode.isContainer() ? OpCode.CREATE_CONTAINER : OpCode.CREATE;
            return new CreateRequest(op, create.path(), create.data(), create.acl(), create.flags(), -1);
        }
        if (mode == null || makesTtl) {
            throw new JuteFormatException("flags " + create.flags() + " in a " + create.op() + " of a multi");
        }
        return create;
    }

    /** {@return whether that can be a part of a multiRead} */
    public static boolean isRead(OpCode op) {
        return op == OpCode.GET_DATA || op == OpCode.GET_CHILDREN;
    }

    private static boolean isWrite(OpCode op) {
        return switch (op) {
            case CREATE, CREATE2, CREATE_CONTAINER, CREATE_TTL, DELETE, SET_DATA, CHECK -> true;
            default -> false;
        };
    }

    @Override
    public void write(JuteWriter out) {
        for (ZkRequest part : operations) {
            new MultiHeader(part.op().code(), false, -1).write(out);
            part.write(out);
        }
        MultiHeader.END.write(out);
    }
}
