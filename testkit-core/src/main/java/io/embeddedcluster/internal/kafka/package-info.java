/**
 * A Kafka broker: one single-threaded node that serves Kafka's protocol to anybody who connects and is a client of the
 * quorum. {@link io.embeddedcluster.internal.kafka.BrokerNode} puts the parts together; what is said about one API key
 * lives below {@code handler}, about replication in {@code replica}, about records on disk in {@code log}. Threading:
 * everything here runs on the broker's own event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka;

import org.jspecify.annotations.NullMarked;
