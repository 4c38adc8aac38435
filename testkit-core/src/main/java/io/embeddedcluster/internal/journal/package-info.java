/** The journal: what really happened inside a cluster, in one order. Everything writes to it; nothing here knows who. */
@NullMarked
package io.embeddedcluster.internal.journal;

import org.jspecify.annotations.NullMarked;
