/**
 * What a broker answers: one handler per API key, grouped by subject in the packages below.
 *
 * <p>The table of supported versions is derived from the registered handlers and from nothing else. How requests come in and
 * responses go out is the subject of {@code server}. Entry class: {@link
 * io.embeddedcluster.internal.kafka.handler.BrokerHandlers}. Threading: the broker's event loop only.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.handler;

import org.jspecify.annotations.NullMarked;

