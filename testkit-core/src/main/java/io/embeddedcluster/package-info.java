/** The nouns of a test: cluster, broker, quorum node, topic. */
@NullMarked
package io.embeddedcluster;

import org.jspecify.annotations.NullMarked;
