/**
 * The decisions of brokers on which Kafka's promises rest, each alone in a method of {@link
 * io.embeddedcluster.internal.kafka.rules.BrokerRules}, so that a test can break one and see that the breakage is noticed.
 *
 * <p>What is decided with, and what follows from a decision, is not here: logs, replicas and the controller ask. Threading:
 * nothing here has a state.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.rules;

import org.jspecify.annotations.NullMarked;
