package io.embeddedcluster.parity.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/** What the client returns, as text that two runs can be compared by. */
final class Results {

    private static final int LONGEST_SHOWN = 80;

    private Results() {}

    /** {@return that value as text} */
    static String text(Object value, Transcript transcript) {
        if (value instanceof Stat stat) {
            return transcript.of(stat);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> text(each, transcript)).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof byte[] bytes) {
            return bytes.length > LONGEST_SHOWN ? bytes.length + " bytes" : "'" + new String(bytes, UTF_8) + "'";
        }
        if (value instanceof ACL acl) {
            return acl.getPerms() + ":" + acl.getId().getScheme() + ":"
                    + acl.getId().getId();
        }
        if (value instanceof OpResult result) {
            return ofOperation(result, transcript);
        }
        return String.valueOf(value);
    }

    private static String ofOperation(OpResult result, Transcript transcript) {
        String kind = result.getClass().getSimpleName() + " " + result.getType();
        if (result instanceof OpResult.ErrorResult error) {
            return kind + " " + Code.get(error.getErr());
        }
        if (result instanceof OpResult.CreateResult created) {
            return kind + " " + created.getPath() + " " + text(created.getStat(), transcript);
        }
        if (result instanceof OpResult.SetDataResult set) {
            return kind + " " + text(set.getStat(), transcript);
        }
        if (result instanceof OpResult.GetDataResult data) {
            return kind + " " + text(data.getData(), transcript) + " " + text(data.getStat(), transcript);
        }
        if (result instanceof OpResult.GetChildrenResult children) {
            return kind + " " + sorted(children.getChildren());
        }
        return kind;
    }

    /** {@return an operation of a transaction as text} */
    static String text(Op op) {
        String name = switch (op.getType()) {
            case ZooDefs.OpCode.check -> "check";
            case ZooDefs.OpCode.delete -> "delete";
            case ZooDefs.OpCode.setData -> "set";
            case ZooDefs.OpCode.getData -> "get";
            case ZooDefs.OpCode.getChildren -> "children";
            default -> "create";
        };
        return name + " " + op.getPath();
    }

    /** {@return names in one order: servers have them in the order of a hash table} */
    static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }
}
