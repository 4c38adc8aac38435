/**
 * Which configs a broker and a topic have: their names, types and defaults, what is allowed, and which are obeyed.
 *
 * <p>Entry classes: {@link io.embeddedcluster.internal.kafka.config.BrokerConfig}, {@link
 * io.embeddedcluster.internal.kafka.config.TopicConfig}. The code that obeys a config asks for it here. Threading: all are immutable.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.config;

import org.jspecify.annotations.NullMarked;
