/**
 * What a check stands on: ledgers of what clients were promised while the cluster ran, which the
 * nodes tell them as their {@code internal.observer}s, truths (what the nodes know when they
 * are asked), and the checkers that compare the two. What a user gets to see of it is in {@link io.embeddedcluster.check};
 * who asks the nodes is in {@code internal.engine}.
 *
 * <p>Entry classes: {@link io.embeddedcluster.internal.check.PartitionChecker} and
 * {@link io.embeddedcluster.internal.check.EnsembleChecker}. Threading: ledgers may be written and read by any thread;
 * truths are immutable, and a checker runs on the thread that calls it.
 */
@NullMarked
package io.embeddedcluster.internal.check;

import org.jspecify.annotations.NullMarked;
