package io.embeddedcluster.internal.kafka.wire;

/** A message cannot be written since one of its strings has more than {@link WireReader#MAX_STRING_BYTES} bytes. */
public final class StringTooLongException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    StringTooLongException(int bytes) {
        super("string of " + bytes + " bytes (limit: " + WireReader.MAX_STRING_BYTES + ")");
    }
}
