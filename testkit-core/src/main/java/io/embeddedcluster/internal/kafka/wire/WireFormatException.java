package io.embeddedcluster.internal.kafka.wire;

/**
 * Bytes from outside that are no Kafka message: cut short, with an impossible length, or with null where there must be a value.
 * It costs the sender its connection, and nobody else anything.
 */
public final class WireFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int position;
    private final String field;

    /**
     * Says what is wrong where.
     *
     * @param position of the first wrong byte, from the start of what was read
     * @param field that was being read: {@code FetchPartition.fetchOffset}
     * @param problem what was found, and what would have been right
     */
    public WireFormatException(int position, String field, String problem) {
        super(field + " at byte " + position + ": " + problem);
        this.position = position;
        this.field = field;
    }

    /** {@return the position of the first wrong byte, from the start of what was read} */
    public int position() {
        return position;
    }

    /** {@return the field that was being read} */
    public String field() {
        return field;
    }
}
