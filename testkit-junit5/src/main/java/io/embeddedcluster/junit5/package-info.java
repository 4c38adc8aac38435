/**
 * A cluster for a JUnit test.
 *
 * <p>A test writes {@link io.embeddedcluster.junit5.EmbeddedCluster} and takes what it needs as parameters or as fields
 * marked {@link io.embeddedcluster.junit5.ClusterResource}. What is public here is what a test writes; all else is the
 * extension. Kafka's and ZooKeeper's clients are the user's own: they are looked at only once a test asks for one.
 */
@NullMarked
package io.embeddedcluster.junit5;

import org.jspecify.annotations.NullMarked;
