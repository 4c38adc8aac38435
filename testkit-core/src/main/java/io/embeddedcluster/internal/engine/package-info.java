/**
 * The seam for engines: what a cluster is to the handles that a user holds, in words that belong to no engine. The public
 * packages import nothing internal but this. How a cluster comes to be is not here: our own servers are run by
 * {@code internal.engine.embedded}, which the seam finds as it would find any other engine.
 *
 * <p>Entry classes: {@link io.embeddedcluster.internal.engine.Engine}, and
 * {@link io.embeddedcluster.internal.engine.Engines}, which starts one. Threading: any thread but an event loop; records are
 * immutable.
 */
@NullMarked
package io.embeddedcluster.internal.engine;

import org.jspecify.annotations.NullMarked;
