package io.embeddedcluster.internal.kafka.controller;

import io.embeddedcluster.internal.host.Timers;
import io.embeddedcluster.internal.kafka.metadata.MetadataImage;
import io.embeddedcluster.internal.kafka.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A request that is answered when the image shows that all its parts are done, or at its deadline. */
final class OpenRequest {

    private final List<Part> parts = new ArrayList<>();
    private final Runnable answer;
    private Timers.@Nullable Timer deadline;
    private boolean isAnswered;
    private boolean isComplete;

    /**
     * Opens a request.
     *
     * @param answer run once; each part that is not done has been failed by then
     */
    OpenRequest(Runnable answer) {
        this.answer = answer;
    }

    /**
     * Adds a part.
     *
     * @param isDone whether an image shows that the part is done
     * @param fail takes the reason where it will not be, or not in time
     */
    Part add(Predicate<MetadataImage> isDone, BiConsumer<ErrorCode, String> fail) {
        Part part = new Part(isDone, fail);
        parts.add(part);
        return part;
    }

    /** All parts are there: wait for them that long, not at all where that is nothing. */
    void await(Duration limit, Timers timers, MetadataImage image) {
        isComplete = true;
        if (limit.isNegative() || limit.isZero()) {
            timeOut();
            return;
        }
        check(image);
        if (!isAnswered) {
            deadline = timers.schedule(limit, this::timeOut);
        }
    }

    boolean isAnswered() {
        return isAnswered;
    }

    /** {@return whether that part is neither done nor failed} */
    boolean isOpen(Part part) {
        return parts.contains(part);
    }

    void check(MetadataImage image) {
        parts.removeIf(part -> part.isDone().test(image));
        answerIfDone();
    }

    void fail(Part part, ErrorCode error, String message) {
        if (parts.remove(part)) {
            part.fail().accept(error, message);
            answerIfDone();
        }
    }

    void failAll(ErrorCode error, String message) {
        parts.forEach(part -> part.fail().accept(error, message));
        parts.clear();
        answerIfDone();
    }

    private void timeOut() {
        // As in Kafka, the work goes on: only the answer no longer waits for it.
        failAll(ErrorCode.REQUEST_TIMED_OUT, "The request timed out.");
    }

    private void answerIfDone() {
        if (isComplete && !isAnswered && parts.isEmpty()) {
            isAnswered = true;
            if (deadline != null) {
                deadline.cancel();
            }
            answer.run();
        }
    }

    /** One topic of a request. */
    record Part(Predicate<MetadataImage> isDone, BiConsumer<ErrorCode, String> fail) {}
}
