/**
 * Requests that create and delete topics, which only the controller serves.
 *
 * <p>One handler per API key. Entry class: {@link
 * io.embeddedcluster.internal.kafka.handler.topics.TopicHandlers}. Threading: the broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.handler.topics;

import org.jspecify.annotations.NullMarked;
