/**
 * How requests come in and responses go out: connections, which keep responses in the order of requests, and the dispatcher,
 * which finds the handler of a request's API key and version. Handlers register with it in groups, one for each subject.
 *
 * <p>Entry class: {@link io.embeddedcluster.internal.kafka.server.RequestDispatcher}. What is said about one API key lives in
 * {@code handler}. Threading: the broker's event loop.
 */
@NullMarked
package io.embeddedcluster.internal.kafka.server;

import org.jspecify.annotations.NullMarked;
