/** What happened: the cluster's journal as a test reads it. */
@NullMarked
package io.embeddedcluster.history;

import org.jspecify.annotations.NullMarked;
