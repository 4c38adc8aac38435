package io.embeddedcluster.internal.raft;

import io.embeddedcluster.internal.host.NodeName;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who takes part: voters, whose majority decides, and learners, who are sent the log and have no say.
 *
 * <pre>{@code
 * bytes = voters:list learners:list;  list = count:int8 (length:int8 name:utf8)*
 * }</pre>
 *
 * @param voters kept sorted
 * @param learners kept sorted; none of them a voter
 */
public record Membership(List<NodeName> voters, List<NodeName> learners) {

    /** Nobody: what is known before anybody has said anything. */
    static final Membership NONE = new Membership(List.of(), List.of());

    /** Sorts both. */
    public Membership {
        voters = voters.stream().sorted().distinct().toList();
        learners = learners.stream().sorted().distinct().toList();
        for (NodeName learner : learners) {
            if (voters.contains(learner)) {
                throw new IllegalArgumentException(learner + " is both voter and learner");
            }
        }
    }

    /** {@return voters alone} */
    public static Membership of(List<NodeName> voters) {
        return new Membership(voters, List.of());
    }

    boolean isVoter(NodeName node) {
        return voters.contains(node);
    }

    /** {@return whether it takes part at all} */
    public boolean contains(NodeName node) {
        return voters.contains(node) || learners.contains(node);
    }

    /** {@return how many of the voters that holds for} */
    int count(Predicate<NodeName> condition) {
        return Math.toIntExact(voters.stream().filter(condition).count());
    }

    int sizeBytes() {
        return 2 + sizeBytes(voters) + sizeBytes(learners);
    }

    private static int sizeBytes(List<NodeName> names) {
        return names.stream().mapToInt(name -> 1 + utf8(name).length).sum();
    }

    void write(ByteBuffer out) {
        write(voters, out);
        write(learners, out);
    }

    private static void write(List<NodeName> names, ByteBuffer out) {
        out.put((byte) names.size());
        for (NodeName name : names) {
            byte[] bytes = utf8(name);
            out.put((byte) bytes.length).put(bytes);
        }
    }

    /**
     * Reads one, and moves behind it.
     *
     * @throws BufferUnderflowException if the bytes end too early
     * @throws IllegalArgumentException if they are no membership
     */
    static Membership read(ByteBuffer in) {
        return new Membership(readNames(in), readNames(in));
    }

    private static List<NodeName> readNames(ByteBuffer in) {
        int count = Byte.toUnsignedInt(in.get());
        List<NodeName> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[Byte.toUnsignedInt(in.get())];
            in.get(bytes);
            names.add(new NodeName(new String(bytes, StandardCharsets.UTF_8)));
        }
        return names;
    }

    private static byte[] utf8(NodeName name) {
        return name.value().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "voters=" + voters + (learners.isEmpty() ? "" : " learners=" + learners);
    }
}
