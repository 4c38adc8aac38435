/** The faults that a test puts on a cluster, and their handles. */
@NullMarked
package io.embeddedcluster.fault;

import org.jspecify.annotations.NullMarked;
