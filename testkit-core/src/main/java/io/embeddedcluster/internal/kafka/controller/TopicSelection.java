package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.metadata.TopicImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import io.embeddedcluster.internal.kafka.model.Uuid;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsRequest.DeleteTopicState;
import io.embeddedcluster.internal.kafka.wire.message.DeleteTopicsResponse.DeletableTopicResult;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The topics that a DeleteTopics request means, by name (up to version 5), or by name or id (from version 6). */
final class TopicSelection {

    private final SortedMap<String, Integer> names = new TreeMap<>();
    private final SortedMap<Uuid, Integer> ids = new TreeMap<>();
    private final DeleteTopicsRequest request;

    TopicSelection(DeleteTopicsRequest request) {
        this.request = request;
    }

    /**
     * Returns the topics that exist, by name, each with its result, which is among the results too.
     *
     * @param results is given one result for each topic that is meant or not understood
     */
    SortedMap<String, DeletableTopicResult> resolve(MetadataImage image, List<DeletableTopicResult> results) {
        request.topicNames().forEach(this::addName);
        request.topics().forEach(topic -> add(topic, results));
        SortedMap<String, DeletableTopicResult> found = new TreeMap<>();
        ids.forEach((id, count) -> {
            Optional<TopicImage> topic = image.topic(id);
            if (count > 1) {
                results.add(refused(null, id, ErrorCode.INVALID_REQUEST, "Duplicate topic id."));
            } else if (topic.isEmpty()) {
                results.add(refused(null, id, ErrorCode.UNKNOWN_TOPIC_ID, "This server does not host this topic ID."));
            } else {
                found.put(topic.get().name(), accepted(topic.get()));
            }
        });
        names.forEach((name, count) -> resolveName(name, count, image, found, results));
        results.addAll(found.values());
        return found;
    }

    private void resolveName(
            String name,
            int count,
            MetadataImage image,
            SortedMap<String, DeletableTopicResult> found,
            List<DeletableTopicResult> results) {
        Optional<TopicImage> topic = image.topic(name);
        if (count > 1) {
            results.add(refused(name, Uuid.ZERO, ErrorCode.INVALID_REQUEST, "Duplicate topic name."));
        } else if (topic.isEmpty()) {
            results.add(refused(
                    name,
                    Uuid.ZERO,
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "This server does not host this topic-partition."));
        } else if (found.remove(name) != null) {
            results.add(refused(
                    name,
                    topic.get().topicId(),
                    ErrorCode.INVALID_REQUEST,
                    "The provided topic name maps to an ID that was already supplied."));
        } else {
            found.put(name, accepted(topic.get()));
        }
    }

    private void add(DeleteTopicState topic, List<DeletableTopicResult> results) {
        String name = topic.name();
        boolean hasId = !topic.topicId().equals(Uuid.ZERO);
        if (name != null && hasId) {
            results.add(refused(
                    name,
                    topic.topicId(),
                    ErrorCode.INVALID_REQUEST,
                    "You may not specify both topic name and topic id."));
        } else if (name != null) {
            addName(name);
        } else if (hasId) {
            ids.merge(topic.topicId(), 1, Integer::sum);
        } else {
            results.add(
                    refused(null, Uuid.ZERO, ErrorCode.INVALID_REQUEST, "Neither topic name nor id were specified."));
        }
    }

    private void addName(String name) {
        names.merge(name, 1, Integer::sum);
    }

    private static DeletableTopicResult accepted(TopicImage topic) {
        return new DeletableTopicResult()
                .name(topic.name())
                .topicId(topic.topicId())
                .errorMessage(null);
    }

    private static DeletableTopicResult refused(@Nullable String name, Uuid topicId, ErrorCode error, String message) {
        return new DeletableTopicResult()
                .name(name)
                .topicId(topicId)
                .errorCode(error.code())
                .errorMessage(message);
    }
}
