package io.embeddedcluster.internal.kafka.wire;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * What the schema of a message says of it as a whole.
 *
 * @param name as Kafka calls it: {@code FetchRequest}
 * @param apiKey of a request and its response; -1 of a header
 * @param lowestVersion first version that is still spoken
 * @param highestVersion last version that is finished, and so may be offered
 * @param highestKnownVersion last version that the schema describes, finished or not
 * @param firstFlexibleVersion where compact lengths and tagged fields begin; beyond all versions where they never do
 * @param constructor makes an empty message
 * @param <M> the message's class
 */
public record MessageType<M extends WireMessage>(
        String name,
        short apiKey,
        short lowestVersion,
        short highestVersion,
        short highestKnownVersion,
        short firstFlexibleVersion,
        Supplier<M> constructor) {

    /** {@return a message with all fields at their defaults} */
    public M create() {
        return constructor.get();
    }

    /**
     * Returns a message read from the buffer, whose position moves behind it.
     *
     * @throws WireFormatException if the bytes are no such message
     * @throws IllegalArgumentException if there is no such version
     */
    public M read(ByteBuffer buffer, short version) {
        M message = create();
        message.read(new WireReader(buffer), version);
        return message;
    }

    /** {@return whether the version is spoken and finished} */
    public boolean isSupported(short version) {
        return lowestVersion <= version && version <= highestVersion;
    }

    /** {@return whether the schema describes the version, finished or not} */
    public boolean isKnown(short version) {
        return lowestVersion <= version && version <= highestKnownVersion;
    }

    /** {@return whether lengths are compact and tagged fields exist in this version} */
    public boolean isFlexible(short version) {
        return version >= firstFlexibleVersion;
    }

    /** Throws {@link IllegalArgumentException} if the schema does not describe the version. */
    public void requireKnown(short version) {
        if (!isKnown(version)) {
            throw new IllegalArgumentException(name + " has no version " + version + " (expected: " + lowestVersion
                    + " to " + highestKnownVersion + ")");
        }
    }
}
