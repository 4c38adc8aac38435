/**
 * The simulated host: many nodes, one thread, virtual time, one seed.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.host.simulated.SimulatedWorld}. The same seed and the same node code
 * give the same order of the same events, told by the trace hash. Threading: one thread at a time, any thread.
 */
@NullMarked
package io.embeddedcluster.internal.host.simulated;

import org.jspecify.annotations.NullMarked;
