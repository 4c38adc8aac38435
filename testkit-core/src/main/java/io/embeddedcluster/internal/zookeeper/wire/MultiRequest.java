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
            if (part == null || !(op == OpCode.MULTI ? isWrite(part) : isRead(part))) {
                throw new JuteFormatException("operation of type " + header.type() + " in a " + op);
            }
            operations.add(readPart(part, in));
        }
    }

    private static ZkRequest readPart(OpCode op, JuteReader in) {
        ZkRequest part = ZkRequest.read(op, in);
        if (part instanceof CreateRequest create && CreateMode.of(create.flags()) == null) {
            throw new JuteFormatException("flags " + create.flags() + " are no create mode");
        }
        if (part == null) {
            throw new JuteFormatException("operation " + op + " in a multi");
        }
        return part;
    }

    private static boolean isRead(OpCode op) {
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
