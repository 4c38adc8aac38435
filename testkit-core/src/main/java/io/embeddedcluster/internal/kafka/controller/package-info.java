/**
 * The controller: the one broker that decides who leads which partition, and creates and deletes topics.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.kafka.controller.Controller}, of which every broker has one: a
 * candidate in the controller's election. {@link io.embeddedcluster.internal.kafka.controller.ActiveController} is the work
 * of the one that was elected. It works by levels, not by edges: whatever happened, it compares the newest image with the
 * rules of {@link io.embeddedcluster.internal.kafka.controller.LeaderElector}, writes the difference, and looks again. A lost answer, a conflict with a leader's own write and a change of controller half-way are therefore one case.
 *
 * <p>No class here knows a message of Kafka's protocol: handlers translate. Threading: the broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.controller;

import org.jspecify.annotations.NullMarked;
