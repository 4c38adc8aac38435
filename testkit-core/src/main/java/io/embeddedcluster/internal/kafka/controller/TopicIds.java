package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.host.Host;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.random.RandomGenerator;

/** Makes topic ids from the seed. */
public final class TopicIds {

    private TopicIds() {}

    /** Returns a new id: a random UUID that, as Kafka's, does not begin with a dash when it is written. */
    public static Uuid next(Host host) {
        RandomGenerator random = host.random("topic-ids");
        while (true) {
            // RFC 4122: version 4, variant 2.
            long most = (random.nextLong() & ~0xF000L) | 0x4000L;
            long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            Uuid id = new Uuid(most, least);
            if (!id.toString().startsWith("-")) {
                return id;
            }
        }
    }
}
