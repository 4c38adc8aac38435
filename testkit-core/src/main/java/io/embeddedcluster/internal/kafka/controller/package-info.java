/**
 * The controller: the one broker that decides who leads which partition, and creates and deletes topics.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.kafka.controller.Controller}, of which every broker has one and at
 * most one in the cluster is in office. It works by levels, not by edges: whatever happened, it compares the newest image
 * with the rules of {@link io.embeddedcluster.internal.kafka.controller.LeaderElector}, writes the difference, and looks
 * again. A lost answer, a conflict with a leader's own write and a change of controller half-way are therefore one case.
 * Threading: the broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.controller;

import org.jspecify.annotations.NullMarked;
