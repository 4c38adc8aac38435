/**
 * The live host: event loops shared by the whole JVM, loopback TCP towards clients, in-memory streams between nodes, and
 * cluster time from which stalls of the JVM are taken out.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.host.live.LiveMachine}. This is the only package that reads the
 * system's clock, starts threads or opens sockets.
 */
@NullMarked
package io.embeddedcluster.internal.host.live;

import org.jspecify.annotations.NullMarked;
