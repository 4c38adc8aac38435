package io.embeddedcluster.internal.kafka.znode;

/**
 * A block of producer ids that belongs to one broker.
 *
 * @param nodeId the broker
 * @param first the first id, not negative
 * @param last the last id, inclusive
 */
public record ProducerIdBlock(int nodeId, long first, long last) {

    /** How many ids one block has, as in Kafka. */
    public static final int SIZE = 1000;

    public ProducerIdBlock {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("producer ids from " + first + " to " + last);
        }
    }

    /** Returns the very first block. */
    static ProducerIdBlock first(int nodeId) {
        return new ProducerIdBlock(nodeId, 0, SIZE - 1);
    }

    /** Returns the block behind this one, for that broker. */
    ProducerIdBlock next(int nextNodeId) {
        return new ProducerIdBlock(nextNodeId, last + 1, Math.addExact(last, SIZE));
    }
}
