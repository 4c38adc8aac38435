/**
 * What a broker answers: one handler per API key, the dispatcher that finds it, and the fetch sessions. The table of
 * supported versions is derived from the registered handlers and from nothing else. Reading frames from a connection is
 * not done here. Entry class: {@link io.embeddedcluster.internal.kafka.handler.RequestDispatcher}. Threading: the
 * broker's event loop only.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.handler;

import org.jspecify.annotations.NullMarked;
