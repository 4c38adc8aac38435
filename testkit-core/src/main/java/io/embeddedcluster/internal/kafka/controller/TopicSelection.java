package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The topics that a request to delete topics means, by name or by id, and what it says that makes no sense. */
final class TopicSelection {

    private final SortedMap<String, Integer> names = new TreeMap<>();
    private final SortedMap<Uuid, Integer> ids = new TreeMap<>();
    private final SortedMap<String, Uuid> found = new TreeMap<>();
    private final List<TopicDeletionResult> refused = new ArrayList<>();

    /** Looks up what is meant in the image. */
    TopicSelection(List<TopicReference> references, MetadataImage image) {
        references.forEach(this::add);
        ids.forEach((id, count) -> resolveId(id, count, image));
        names.forEach((name, count) -> resolveName(name, count, image));
    }

    /** {@return the ids of the topics that exist, by name} */
    SortedMap<String, Uuid> found() {
        return found;
    }

    /** {@return what is meant and does not exist, or not understood} */
    List<TopicDeletionResult> refused() {
        return refused;
    }

    private void add(TopicReference topic) {
        String name = topic.nameOrNull();
        boolean hasId = !topic.topicId().equals(Uuid.ZERO);
        if (name != null && hasId) {
            refuse(
                    name,
                    topic.topicId(),
                    ErrorCode.INVALID_REQUEST,
                    "You may not specify both topic name and topic id.");
        } else if (name != null) {
            names.merge(name, 1, Integer::sum);
        } else if (hasId) {
            ids.merge(topic.topicId(), 1, Integer::sum);
        } else {
            refuse(null, Uuid.ZERO, ErrorCode.INVALID_REQUEST, "Neither topic name nor id were specified.");
        }
    }

    private void resolveId(Uuid id, int count, MetadataImage image) {
        Optional<TopicImage> topic = image.topic(id);
        if (count > 1) {
            refuse(null, id, ErrorCode.INVALID_REQUEST, "Duplicate topic id.");
        } else if (topic.isEmpty()) {
            refuse(null, id, ErrorCode.UNKNOWN_TOPIC_ID, "This server does not host this topic ID.");
        } else {
            found.put(topic.get().name(), id);
        }
    }

    private void resolveName(String name, int count, MetadataImage image) {
        Optional<TopicImage> topic = image.topic(name);
        if (count > 1) {
            refuse(name, Uuid.ZERO, ErrorCode.INVALID_REQUEST, "Duplicate topic name.");
        } else if (topic.isEmpty()) {
            refuse(
                    name,
                    Uuid.ZERO,
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "This server does not host this topic-partition.");
        } else if (found.remove(name) != null) {
            refuse(
                    name,
                    topic.get().topicId(),
                    ErrorCode.INVALID_REQUEST,
                    "The provided topic name maps to an ID that was already supplied.");
        } else {
            found.put(name, topic.get().topicId());
        }
    }

    private void refuse(@Nullable String name, Uuid topicId, ErrorCode error, String message) {
        refused.add(new TopicDeletionResult(name, topicId, error, message));
    }
}
