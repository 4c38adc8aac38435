package io.embeddedcluster.internal.host;

/**
 * The name of a node in its cluster, as in {@code broker-1} and {@code quorum-2}.
 *
 * @param value the name; not blank
 */
public record NodeName(String value) implements Comparable<NodeName> {

    public NodeName {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a node's name is blank");
        }
    }

    /** {@return the name of broker {@code id}} */
    public static NodeName broker(int id) {
        return new NodeName("broker-" + id);
    }

    /** {@return the name of quorum node {@code id}} */
    public static NodeName quorum(int id) {
        return new NodeName("quorum-" + id);
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
