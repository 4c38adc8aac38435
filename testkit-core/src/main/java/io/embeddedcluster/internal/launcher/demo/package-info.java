/**
 * The demonstration: leaders are killed under the load of Kafka's own clients, and nothing acknowledged is lost.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.launcher.demo.Demo}. The only package of this module that uses Kafka's
 * clients. One thread sends, one reads, one kills; they meet in the ledger.
 */
@NullMarked
package io.embeddedcluster.internal.launcher.demo;

import org.jspecify.annotations.NullMarked;
