package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.model.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * How a request names a topic: by its name or by its id. A request may say both, or neither, and is refused then.
 *
 * @param nameOrNull the name; null where there is none
 * @param topicId the id; {@link Uuid#ZERO} where there is none
 */
public record TopicReference(@Nullable String nameOrNull, Uuid topicId) {}
