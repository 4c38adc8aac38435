package io.embeddedcluster.internal.kafka.handler.metadata;

/**
 * What a client may do, as a bit per ACL operation. There is no authorizer: a client that asks is told that it may do
 * everything, and one that does not ask is told nothing.
 */
final class AuthorizedOperations {

    /** The client did not ask. */
    static final int NOT_REQUESTED = Integer.MIN_VALUE;

    /** READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS. */
    static final int ALL_OF_A_TOPIC = bits(3, 4, 5, 6, 7, 8, 10, 11);

    /** CREATE, ALTER, DESCRIBE, CLUSTER_ACTION, DESCRIBE_CONFIGS, ALTER_CONFIGS and IDEMPOTENT_WRITE. */
    static final int ALL_OF_THE_CLUSTER = bits(5, 7, 8, 9, 10, 11, 12);

    private AuthorizedOperations() {}

    private static int bits(int... operations) {
        int bits = 0;
        for (int operation : operations) {
            bits |= 1 << operation;
        }
        return bits;
    }
}
